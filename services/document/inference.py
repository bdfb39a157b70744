"""Running models on the processor beside everything else that runs there."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path, threads: int, *, arena: bool) -> "InferenceSession":
    """A session for the ONNX file `model`. An arena is quicker and keeps as much memory as the largest input took.

    Without it the session also forgets what each shape of input needed: OCR sees a new shape with nearly every line,
    and would take 750 MB instead of 550 after a few pages.
    """
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = arena
    # Numbers below 1e-38, which processors work through by hand, are nothing: the same answers, in 0.4 of the time
    # where a network finds text on a page.
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    # Threads that wait for work by spinning take half as much again from the other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
