"""The error about use: something cop-kb cannot do until its user does something else first."""


class CopKbError(Exception):
    """One sentence that says what to do. Only the command line turns it into output.

    ``exit_code`` is 2 for wrong use and 3 when the system failed (disk, permission).
    """

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
