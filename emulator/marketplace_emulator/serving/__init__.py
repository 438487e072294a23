"""How bytes come in and answers go out: the server and its connections, WSGI, and the guard of the control API."""
