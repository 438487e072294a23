"""Serve the integration on `PORT`."""

import logging
import os

from werkzeug.serving import run_simple

from .app import app

os.environ["PRODUCT_CODE"]  # fail at the start instead of at the first buyer
logging.getLogger("werkzeug").setLevel("WARNING")  # its access log would contain the keys of sign-ups
run_simple("127.0.0.1", int(os.environ.get("PORT", "8000")), app, threaded=True)
