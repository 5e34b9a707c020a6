"""Starts jupyterhub-singleuser as a hub would, with a stand-in for the hub, and asks it for a page: it must send a stranger
to the hub's login. Run inside the image by docker/try.sh."""
import http.client
import http.server
import json
import os
import subprocess
import sys
import threading
import time

PORT = 8888


class Hub(http.server.BaseHTTPRequestHandler):
    """Answers whatever the single-user server asks: its version, and thanks for its signs of life."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"version": "5.5.4"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-JupyterHub-Version", "5.5.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=hub.serve_forever, daemon=True).start()
environment = dict(
    os.environ,
    JUPYTERHUB_API_TOKEN="secret",
    JUPYTERHUB_API_URL=f"http://127.0.0.1:{hub.server_port}/hub/api",
    JUPYTERHUB_BASE_URL="/",
    JUPYTERHUB_CLIENT_ID="jupyterhub-user-pupil",
    JUPYTERHUB_OAUTH_CALLBACK_URL="/user/pupil/oauth_callback",
    JUPYTERHUB_SERVICE_PREFIX="/user/pupil/",
    JUPYTERHUB_SERVICE_URL=f"http://127.0.0.1:{PORT}/user/pupil/",
    JUPYTERHUB_USER="pupil",
)
server = subprocess.Popen(["jupyterhub-singleuser", "--ServerApp.open_browser=False"], env=environment)
status, target = None, ""
try:
    for _ in range(60):
        time.sleep(1)
        try:
            page = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
            page.request("GET", "/user/pupil/lab")
            answer = page.getresponse()
        except OSError:
            continue
        status, target = answer.status, answer.headers.get("Location", "")
        break
finally:
    server.terminate()
    server.wait()
print(status, target)
sys.exit(status != 302 or "/hub/api/oauth2/authorize" not in target)
