"""The command line: the options of each command, and the function that runs it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from commands.options import handout_options, serve_options
from domain.editions import Edition
from domain.errors import Invalid
from domain.settings import Settings
from domain.shapes.options import Options
from domain.version import VERSION
from presentation.messages import sentence

FILE = click.Path(path_type=Path, dir_okay=False)


class OneCommand(click.Group):
    """`./threadsheet` alone, or with options only, is `./threadsheet serve`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in {"--help", "--version"}):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=OneCommand, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(package_name=None, version=VERSION, prog_name="threadsheet")
def main() -> None:
    """Keeps social threads before they vanish and turns them into handouts."""


@main.command()
@serve_options
def serve(**options: Any) -> None:  # one value an option above
    """Run the web server, the workers and their queue."""
    from commands.serve import serve as run

    sys.exit(run(_settings(**options)))


@main.command()
@click.option("--workers", type=click.IntRange(1, 256), help="How many threads are worked on at once (default: cores).")
def worker(workers: int | None) -> None:
    """Run workers alone, for a second machine."""
    from commands.serve import work

    sys.exit(work(_settings(workers=workers)))


@main.command()
@click.argument("sources", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--out", type=FILE, help="File to write.")
@click.option("--edition", type=click.Choice([edition.value for edition in Edition]), default=Edition.ANNOTATED.value)
@click.option(
    "--list", "listed", is_flag=True, help="Name the threads of INPUT (an archive of an account, a feed), and write nothing."
)
@click.option(
    "--thread",
    "threads",
    multiple=True,
    metavar="URL-OR-ID",
    help="The thread to take of an INPUT that holds several; repeatable. INPUTs that are one thread are taken whole beside it.",
)
@click.option("--title", default="", help="Title of a handout of several threads.")
@handout_options
def handout(  # one value an option
    sources: tuple[str, ...], out: Path | None, edition: str, listed: bool, threads: tuple[str, ...], title: str, **options: Any
) -> None:
    """Turn a thread into a handout, or several threads into one.

    INPUT is a file, - for standard input, or a URL; OUT's ending picks the format.
    """
    from commands.handout import list_threads, make_handout

    if listed and len(sources) > 1:
        raise click.UsageError("--list reads one INPUT.")
    if listed:
        sys.exit(list_threads(_settings(), sources[0]))
    if out is None:
        raise click.UsageError("Missing option '-o' / '--out'.")
    try:
        parsed = Options.parse({name: option_value(value) for name, value in options.items() if value is not None})
    except Invalid as error:
        raise click.UsageError(sentence(error.reason)) from None
    sys.exit(make_handout(_settings(), sources, out, Edition(edition), parsed, threads, title))


def option_value(value: str | bool) -> str:
    """An option's value as it stands in a query."""
    return str(int(value)) if isinstance(value, bool) else value


@main.group()
def themes() -> None:
    """Check codebooks, and evaluate and teach the tagger."""


@themes.command("check")
@click.argument("file", type=FILE)
def check_codebook(file: Path) -> None:
    """Print what the codebook FILE contains, or each of its faults with its place."""
    from commands.themes import check

    sys.exit(check(file))


@themes.command("eval")
@click.argument("file", metavar="FILE.jsonl", type=FILE)
@click.option("--table", is_flag=True, help="A table for people instead of JSON.")
@click.option("--codebook", type=FILE, help="File of the codebook that the points are labelled by (default: the built-in one).")
def evaluate_tagger(file: Path, *, table: bool, codebook: Path | None) -> None:
    """Score the tagger on labelled points: lines of {"id", "text", "families": […]}."""
    from commands.themes import evaluate

    sys.exit(evaluate(file, table=table, codebook=codebook))


@themes.command("learn")
@click.argument("file", metavar="[FILE.jsonl]", type=FILE, required=False)
@click.option("--apply", is_flag=True, help="Store what was learned; without it nothing is changed.")
@click.option("--undo", is_flag=True, help="Undo what was learned last.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive (default ./data).")
def learn_from_people(file: Path | None, *, apply: bool, undo: bool, data: Path | None) -> None:
    """Learn from people's corrections: lines of {"id", "text", "families", "themes", "by"}."""
    from commands.themes import learn, unlearn
    from workers.themes.tagger import ADAPTATION_FOLDER

    if undo == (file is not None) or (undo and apply):
        raise click.UsageError("Give a file of corrections, or --undo alone.")
    folder = _settings(data=data).data / ADAPTATION_FOLDER
    sys.exit(learn(file, folder, apply=apply) if file else unlearn(folder))


@themes.command("strengthen")
@click.option("--language-model", is_flag=True, help="Download a small language model as second judge (1.1 GB).")
@click.option("--remove", is_flag=True, help="Delete it again.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive (default ./data).")
def strengthen_tagger(data: Path | None, *, language_model: bool, remove: bool) -> None:
    """Set up a second judge of themes, which runs behind on this machine."""
    from commands import strengthen

    if language_model == remove:
        raise click.UsageError("Give --language-model or --remove.")
    settings = _settings(data=data)
    sys.exit(strengthen.remove(settings) if remove else strengthen.strengthen(settings))


@main.command()
@click.argument("thread", required=False)
@click.option("--check", is_flag=True, help="Only report what would change.")
@click.option("--all", "every", is_flag=True, help="Also read threads again that this version of the code has read.")
def reread(thread: str | None, check: bool, every: bool) -> None:
    """Derive threads again from their captures, and report what changed. THREAD is an id; without one: all."""
    from commands.reread import reread as run

    sys.exit(run(_settings(), thread, check=check, every=every))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write the whole archive into the new folder DIR: captures, pictures, threads, tags, notes, with a manifest."""
    from commands.transfer import export as run

    sys.exit(run(_settings(), folder))


@main.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def import_folder(folder: Path) -> None:
    """Add what `export` wrote into DIR. What is there already stays as it is."""
    from commands.transfer import import_

    sys.exit(import_(_settings(), folder))


@main.command()
@click.argument("inputs", metavar="INPUT…", nargs=-1, required=True)
@click.option("--url", envvar="THREADSHEET_URL", help="Address of the server (default http://127.0.0.1 and the port).")
@click.option("--token", envvar="THREADSHEET_TOKEN", help="Token with the permission to save, where a password is set.")
@click.option("--thread", "roots", metavar="ID", multiple=True, help="Thread of an account's archive to save; several times.")
@click.option("--all", "everything", is_flag=True, help="Save all threads of an account's archive.")
def save(inputs: tuple[str, ...], url: str | None, token: str | None, roots: tuple[str, ...], *, everything: bool) -> None:
    """Have the running server save each INPUT: a file, a URL, or - for standard input. Prints id, state, points, verdict.

    Bookmarks, exports of services and archives of accounts hold many threads, and get a line for each: id, state, title.
    """
    from commands.save import Choice
    from commands.save import save as run

    sys.exit(run(_settings(), inputs, url, token, Choice(everything, roots)))


@main.command()
@click.argument("target", metavar="[THREAD|DIR]", required=False)
def verify(target: str | None) -> None:
    """Hash captures and pictures again: of the archive, of a THREAD, or every file of an export in DIR."""
    from commands.transfer import verify as run

    sys.exit(run(_settings(), target))


@main.group()
def blobs() -> None:
    """Move captures, pictures and handouts between this disk and S3-compatible storage."""


@blobs.command("move")
@click.argument("target", metavar="TO")
@click.option("--delete", is_flag=True, help="Then delete here what was read again in TO and is whole.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive (default ./data).")
def move_blobs(target: str, data: Path | None, *, delete: bool) -> None:
    """Copy all blobs from where THREADSHEET_BLOBS_URL says to TO (s3://…, or disk), verified; again, if it was stopped."""
    from commands.blobs import move

    sys.exit(move(_settings(data=data), target, delete=delete))


@main.group()
def extension() -> None:
    """Pack the browser extension."""


@extension.command("pack")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("dist"), help="Folder (default ./dist)."
)
def pack_extension(out: Path) -> None:
    """Write the extension as a zip for Chrome and Edge and an xpi for Firefox."""
    from commands.extension import pack

    sys.exit(pack(out))


@main.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["reader", "editor", "owner"]), default="owner")
def invite(name: str, role: str) -> None:
    """Print a link by which NAME logs in: once, within 72 hours. Who was invited before sets a new password by it."""
    from commands.invite import invite as run
    from domain.shapes.person import Role

    sys.exit(run(_settings(), name, Role(role)))


@main.command()
def migrate() -> None:
    """Bring the tables up to date, before processes of a newer Threadsheet start on several machines."""
    from commands.migrate import migrate as run

    sys.exit(run(_settings()))


@main.command()
def reindex() -> None:
    """Build the index of the library anew, which searches, lists and facets read."""
    from commands.reindex import reindex as run

    sys.exit(run(_settings()))


@main.command()
def doctor() -> None:
    """Print what is installed, what is missing, and the command that installs it."""
    from commands.doctor import doctor as run

    sys.exit(run(_settings()))


def _settings(**options: Any) -> Settings:  # keyword arguments of Settings, None where the option was not given
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            click.echo(f"The setting THREADSHEET_{name} cannot be used: {fault['msg']}.", err=True)
        sys.exit(2)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(prog_name="threadsheet")
