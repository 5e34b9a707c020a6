# Prints this Python's version, where pip can be imported from, and the index that pip will ask. pip is the wheel that
# comes with Python for new environments, or an installed one; running it from there saves the seconds of installing it.
import glob, json, os, sys, sysconfig

folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]  # Debian and Fedora keep the wheel apart
try:
    import ensurepip
    folders.append(os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"))
except ImportError:
    pass  # Debian's python3 without python3-venv
pip = [w for f in folders if f for w in glob.glob(os.path.join(f, "pip-*.whl"))]
if not pip:
    try:
        import pip as installed
        pip = [os.path.dirname(os.path.dirname(installed.__file__))]
    except ImportError:
        pip = [""]


def index():
    """The address in pip's settings or, where there is none, in pip itself; empty when pip shall ask no index.

    pip could say all of it, but takes seconds to start from its wheel.
    """
    from configparser import RawConfigParser

    home = os.path.expanduser("~")
    files = RawConfigParser(strict=False)
    files.read(["/etc/pip.conf", home + "/.pip/pip.conf", home + "/Library/Application Support/pip/pip.conf",
                os.environ.get("XDG_CONFIG_HOME", home + "/.config") + "/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE", "")])

    def setting(name):
        found = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        for section in "install", "global":
            found = found or files.get(section, name, fallback="")
        return found

    if setting("no-index"):
        return ""
    from pip._internal.models.index import PyPI
    return setting("index-url") or PyPI.simple_url


address = ""
if pip[0]:
    sys.path.insert(0, pip[0])
    try:
        address = index()
    except Exception:
        pass  # a pip that keeps these things elsewhere: it will say itself what it cannot reach
print(json.dumps({"Version": list(sys.version_info[:3]), "Pip": pip[0], "Index": address}))
