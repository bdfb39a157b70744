"""An OpenID provider for development: signs in whoever its form names, so that Google sign-in works on a laptop."""

import json
import os
import sys

from scripts.stack.installation import OFFSETS

ANNA = {"sub": "anna", "email": "anna@utopia.example", "email_verified": True, "name": "Anna Maria Eriksson"}


def main() -> None:
    port = int(os.environ["IMMIBLOX_PORT_BASE"]) + OFFSETS["oidc"]
    # Its own warnings are not ours.
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}"]
    os.execv(command[0], [*command, f"--user-claims={json.dumps(ANNA)}"])  # noqa: S606 - a fixed command


if __name__ == "__main__":
    main()
