"""What JupyterLab is told when `make jupyter` starts it (JUPYTER_CONFIG_PATH)."""

c = get_config()  # noqa: F821

# only the kernel that runs the notebooks: Python's is part of Jupyter, but has none of the packages
c.KernelSpecManager.ensure_native_kernel = False
c.KernelSpecManager.allowed_kernelspecs = {"tslab"}
c.MultiKernelManager.default_kernel_name = "tslab"


def strip_results(model, **_):
    """Saves a notebook as it is committed: without what running it left, so that git sees only what a person changed."""
    if model["type"] != "notebook" or model["content"]["nbformat"] != 4:
        return
    notebook = model["content"]
    for cell in notebook["cells"]:
        for name in ("execution", "trusted"):
            cell["metadata"].pop(name, None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    # the kernel also tells how an editor colours its language, and which version it has
    language = notebook["metadata"].get("language_info", {})
    kept = ("file_extension", "mimetype", "name")
    if language:
        notebook["metadata"]["language_info"] = {name: language[name] for name in kept if name in language}


c.ContentsManager.pre_save_hook = strip_results
