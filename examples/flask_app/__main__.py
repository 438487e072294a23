"""Serve the integration on `PORT`."""

import logging
import os

from .app import app

os.environ["PRODUCT_CODE"]  # better to fail now than in front of a buyer
logging.getLogger("werkzeug").setLevel("WARNING")  # its access log keeps query strings
app.run(port=int(os.environ.get("PORT", "8000")))
