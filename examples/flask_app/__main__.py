"""Serve the integration on `PORT`."""

import logging
import os

from .app import app

os.environ["PRODUCT_CODE"]  # fail at the start instead of at the first buyer
logging.getLogger("werkzeug").setLevel("WARNING")  # its access log would contain query strings
app.run(port=int(os.environ.get("PORT", "8000")))
