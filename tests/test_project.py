"""Names followed through a project's modules, until a definition or until nothing is certain."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import answers, context, write

STORE = "async def save(item): ...\ndef load(): ...\n"

ROUTES = {
    "a module": {
        "app.py": "import store\nstore.save(1)  # calls store.save",
    },
    "a name": {
        "app.py": "from store import save\nsave(1)  # calls store.save",
    },
    "another name": {
        "app.py": "from store import save as put\nput(1)  # calls store.save",
    },
    "a re-export": {
        "api.py": "from store import save",
        "app.py": "import api\napi.save(1)  # calls store.save",
    },
    "a re-export of the module": {
        "api.py": "import store",
        "app.py": "from api import store\nstore.save(1)  # calls store.save",
    },
    "the package's __init__": {
        "pkg/__init__.py": "from .inner import save",
        "pkg/inner.py": STORE,
        "app.py": "import pkg\npkg.save(1)  # calls pkg.inner.save",
    },
    "two packages deep": {
        "pkg/__init__.py": "from .sub import save",
        "pkg/sub/__init__.py": "from .inner import save",
        "pkg/sub/inner.py": STORE,
        "app.py": "from pkg import save\nsave(1)  # calls pkg.sub.inner.save",
    },
    "a submodule": {
        "pkg/__init__.py": "",
        "pkg/inner.py": STORE,
        "app.py": "from pkg import inner\ninner.save(1)  # calls pkg.inner.save",
    },
    "a submodule that the package imports": {
        "pkg/__init__.py": "from . import inner",
        "pkg/inner.py": STORE,
        "app.py": "import pkg\npkg.inner.save(1)  # calls pkg.inner.save",
    },
    "a submodule by its dotted name": {
        "pkg/__init__.py": "",
        "pkg/inner.py": STORE,
        "app.py": "import pkg.inner\npkg.inner.save(1)  # calls pkg.inner.save",
    },
    "a sibling": {
        "pkg/__init__.py": "",
        "pkg/inner.py": STORE,
        "pkg/app.py": "from .inner import save\nsave(1)  # calls pkg.inner.save",
    },
    "a cousin": {
        "pkg/__init__.py": "",
        "pkg/a/__init__.py": "",
        "pkg/b/__init__.py": "",
        "pkg/a/inner.py": STORE,
        "pkg/b/app.py": "from ..a.inner import save\nsave(1)  # calls pkg.a.inner.save",
    },
    "the package from inside": {
        "pkg/__init__.py": "from .inner import save",
        "pkg/inner.py": STORE,
        "pkg/app.py": "from . import save\nsave(1)  # calls pkg.inner.save",
    },
    "a star import": {
        "app.py": "from store import *\nsave(1)  # calls store.save",
    },
    "the last of two star imports": {
        "other.py": "def save(): ...",
        "app.py": "from other import *\nfrom store import *\nsave(1)  # calls store.save",
    },
    "a star re-export": {
        "api.py": "from store import *",
        "app.py": "import api\napi.save(1)  # calls store.save",
    },
    "two star imports in a row": {
        "api.py": "from store import *",
        "app.py": "from api import *\nsave(1)  # calls store.save",
    },
    "a private name that __all__ exports": {
        "hidden.py": "__all__ = ['_save']\nasync def _save(): ...",
        "app.py": "from hidden import *\n_save()  # calls hidden._save",
    },
    "TYPE_CHECKING": {
        "app.py": "if TYPE_CHECKING:\n    from store import save\nsave(1)  # calls store.save",
    },
    "a circular import": {
        "a.py": "from app import x\nasync def save(): ...",
        "app.py": "from a import save\nx = 1\nsave()  # calls a.save",
    },
    "a namespace package": {
        "ns/inner.py": STORE,
        "app.py": "from ns.inner import save\nsave(1)  # calls ns.inner.save",
    },
    "a namespace package in a namespace package": {
        "ns/deep/inner.py": STORE,
        "app.py": "import ns.deep.inner\nns.deep.inner.save(1)  # calls ns.deep.inner.save",
    },
    "the src layout": {
        "src/pkg/__init__.py": "",
        "src/pkg/inner.py": STORE,
        "tests/test_app.py": "from pkg.inner import save\nsave(1)  # calls pkg.inner.save",
    },
    "the src layout of a project inside the project": {
        "shop/src/pkg/__init__.py": "",
        "shop/src/pkg/inner.py": STORE,
        "shop/tests/test_app.py": "from pkg.inner import save\n"
        "save(1)  # calls shop.src.pkg.inner.save",
    },
    "the root, from a nested folder": {
        "scripts/deep/app.py": "from store import save\nsave(1)  # calls store.save",
    },
    "a stub without a source": {
        "native.pyi": "async def save() -> None: ...",
        "app.py": "import native\nnative.save()  # calls native.save",
    },
    "an import inside the function": {
        "app.py": "def f():\n    from store import save\n    save(1)  # calls store.save",
    },
    "a fallback of the same colour": {
        "other.py": STORE,
        "app.py": "try:\n    from store import save\nexcept ImportError:\n"
        "    from other import save\nsave(1)  # calls other.save",
    },
    "a bound alias": {
        "app.py": "import store\nput = store.save\nput(1)  # calls store.save",
    },
    "an instance of another module": {
        "state.py": "class App:\n    async def start(self): ...\napp = App()",
        "app.py": "from state import app\napp.start()  # calls state.App.start",
    },
    "a class by a re-export": {
        "state.py": "class App:\n    async def start(self): ...",
        "api.py": "from state import App",
        "app.py": "import api\napi.App().start()  # calls state.App.start",
    },
}


@pytest.mark.parametrize("files", ROUTES.values(), ids=ROUTES.keys())
def test_a_coroutine_function_is_reached_through(files: dict[str, str], tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"store.py": STORE, **files})

    assert expected == actual


@pytest.mark.parametrize("source", ["code", "{root}/code"])
def test_source_folders_of_the_settings_count_for_projects_inside(
    tmp_path: Path, source: str
) -> None:
    write(tmp_path, {"shop/code/store.py": STORE, "shop/tests/test_it.py": "import store"})
    src = (source.format(root=tmp_path),)

    modules = context(tmp_path, "shop/tests/test_it.py", src).project.modules

    found = modules.find("store", str(tmp_path / "shop/tests"))
    assert found == str(tmp_path / "shop/code/store.py")


DEAD_ENDS = {
    "a module that is not there": {
        "app.py": "import gone\ngone.save()  # calls nothing",
    },
    "a name that is not there": {
        "app.py": "import store\nstore.gone()  # calls nothing",
    },
    "a sync function": {
        "app.py": "import store\nstore.load()  # calls nothing",
    },
    "a module that does not parse": {
        "broken.py": "async def save(: ...",
        "app.py": "import broken\nbroken.save()  # calls nothing",
    },
    "a circle of re-exports": {
        "a.py": "from app import save",
        "app.py": "from a import save\nsave()  # calls nothing",
    },
    "a module that imports itself": {
        "app.py": "from app import save\nsave()  # calls nothing",
    },
    "a re-export under another last name": {
        "api.py": "from store import save as put",
        "app.py": "import api\napi.put(1)  # calls nothing",
    },
    "a fallback of another colour": {
        "other.py": "def save(item): ...",
        "app.py": "try:\n    from store import save\nexcept ImportError:\n"
        "    from other import save\nsave(1)  # calls nothing",
    },
    "a fallback re-exported": {
        "other.py": "def save(item): ...",
        "api.py": "try:\n    from store import save\nexcept ImportError:\n"
        "    from other import save",
        "app.py": "import api\napi.save(1)  # calls nothing",
    },
    "a fallback of the module itself": {
        "api.py": "try:\n    from store import save\nexcept E:\n    def save(): ...",
        "app.py": "import api\napi.save(1)  # calls nothing",
    },
    "definitions that disagree": {
        "other.py": "if x:\n    async def save(): ...\nelse:\n    def save(): ...",
        "app.py": "import other\nother.save()  # calls nothing",
    },
    "a condition without else": {
        "other.py": "def save(): ...\nif x:\n    async def save(): ...",
        "app.py": "import other\nother.save()  # calls nothing",
    },
    "a module rebound by a wrapper": {
        "other.py": "async def save(): ...\nsave = run_sync(save)",
        "app.py": "import other\nother.save()  # calls nothing",
    },
    "a function deleted": {
        "other.py": "async def save(): ...\ndel save",
        "app.py": "import other\nother.save()  # calls nothing",
    },
    "a global rebound by a function": {
        "other.py": "async def save(): ...\ndef f():\n    global save\n    save = print",
        "app.py": "import other\nother.save()  # calls nothing",
    },
    "a star import after another that is not known": {
        "app.py": "from store import *\nfrom gone import *\nsave(1)  # calls nothing",
    },
    "a star import of a name that is not certain": {
        "other.py": "if x:\n    async def save(): ...\nelse:\n    save = None",
        "app.py": "from store import *\nfrom other import *\nsave(1)  # calls nothing",
    },
    "a star import over a private name": {
        "hidden.py": "async def _save(): ...",
        "app.py": "from hidden import *\n_save()  # calls nothing",
    },
    "a star import that __all__ does not export": {
        "hidden.py": "__all__ = ['load']\nasync def save(): ...\ndef load(): ...",
        "app.py": "from hidden import *\nsave()  # calls nothing",
    },
    "a star import over an __all__ that is computed": {
        "hidden.py": "__all__ = []\n__all__ += more()\ndef save(): ...",
        "app.py": "from store import *\nfrom hidden import *\nsave()  # calls nothing",
    },
    "a submodule that __init__ replaces": {
        "pkg/__init__.py": "from .save import save",
        "pkg/save.py": "def save(): ...\nasync def start(): ...",
        "app.py": "import pkg\npkg.save()  # calls nothing\npkg.save.start()  # calls nothing",
    },
    "a submodule that __init__ may replace": {
        "pkg/__init__.py": "if x:\n    inner = Lazy()\nelse:\n    inner = None",
        "pkg/inner.py": STORE,
        "app.py": "import pkg\npkg.inner.save()  # calls nothing",
    },
    "a sync source beside an async stub": {
        "native.py": "def save(): ...",
        "native.pyi": "async def save() -> None: ...",
        "app.py": "import native\nnative.save()  # calls nothing",
    },
    "a module of the standard library that a folder imitates": {
        "asyncio/__init__.py": "async def get_event_loop(): ...",
        "app.py": "import asyncio\nasyncio.get_event_loop()  # calls nothing",
    },
    "an instance that another function may rebind": {
        "state.py": "class App:\n    async def start(self): ...\napp = App()\ndef f():\n"
        "    global app\n    app = other()",
        "app.py": "import state\nstate.app.start()  # calls nothing",
    },
    "a lazy module attribute": {
        "pkg/__init__.py": "def __getattr__(name): return load(name)",
        "app.py": "import pkg\npkg.save()  # calls nothing",
    },
    "a class attribute": {
        "state.py": "class App:\n    start = other()",
        "app.py": "from state import App\nApp().start()  # calls nothing",
    },
}


@pytest.mark.parametrize("files", DEAD_ENDS.values(), ids=DEAD_ENDS.keys())
def test_nothing_is_said_about(files: dict[str, str], tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"store.py": STORE, **files})

    assert expected == actual
