# Prints this Python's version and where pip can be imported from: the wheel that comes with Python for new environments,
# or pip itself. Running pip from there saves installing it first, which takes five seconds.
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
print(json.dumps({"Version": list(sys.version_info[:3]), "Pip": pip[0]}))
