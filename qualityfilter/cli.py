"""The command line: a thin shell over the library. Heavy imports happen inside the commands, so that --help is instant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from qualityfilter import __version__

EXIT = """
\b
Exit status:
  0    done
  1    a shard or a data test failed
  2    the recipe, a flag or the input is wrong, or the input is empty
  3    stopped by an alarm before anything was written
  130  interrupted; the same command goes on where it stopped
"""

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """Turns our errors into one message and an exit status, and offers the closest command for a typo."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"no command {args[0]!r}.{hint} Known: {', '.join(self.list_commands(ctx))}.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        from qualityfilter.errors import QualityFilterError
        from qualityfilter.interrupts import heeded

        try:
            with heeded():
                return super().invoke(ctx)
        except QualityFilterError as error:
            from qualityfilter.reports.visible import visible

            click.echo(visible(error, 100_000), err=True)  # names of files and ids of documents may hold escape sequences
            raise SystemExit(error.exit_code) from error
        except KeyboardInterrupt as error:
            click.echo("interrupted; the same command goes on where it stopped", err=True)
            raise SystemExit(130) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="qualityfilter")
def main() -> None:
    """Turn raw crawled text into a better pretraining corpus.

    \b
    qualityfilter run web --input 'crawl/*.jsonl.zst' --out out/crawl
    qualityfilter explain web --text '限时优惠！加微信领取'
    """


def _inputs(command: F) -> F:
    """RECIPE, --input (repeatable; a glob that the shell has already expanded works too) and --shards."""
    command = click.option("--shards", type=click.IntRange(min=1), metavar="N", help="Stop after the first N input shards: a rehearsal.")(
        command
    )
    command = click.option(
        "--input",
        "inputs",
        multiple=True,
        metavar="GLOB",
        help="Input files or globs, local or s3://, gs://, hf://; replaces the recipe's read.paths.",
    )(command)
    command = click.argument("more", nargs=-1, metavar="")(command)
    return click.argument("recipe")(command)


_LOG = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Progress: a bar on a terminal, or JSON lines.",
)
_CLUSTER = click.option("--cluster", metavar="ADDRESS", help="local:N workers here, auto, or a Ray address; without it, this process.")
_OUT = click.option("--out", required=True, metavar="DIR", help="Where everything goes: a local path or s3://, gs://.")


def _where(command: F) -> F:
    """Options that say where a run happens; nothing here changes what is produced."""
    for option in (
        _LOG,
        click.option(
            "--wait-for-workers",
            type=click.FloatRange(min=0),
            default=0.0,
            metavar="SECONDS",
            help="How long to wait for a cluster to have room for a worker.",
        ),
        click.option("--fresh", is_flag=True, help="Remove what an earlier run left in DIR and start over."),
        click.option("--from-scores", metavar="DIR", help="Use another run's scores: new thresholds without scoring again."),
        _CLUSTER,
        _OUT,
    ):
        command = option(command)
    return command


def _earlier(command: F) -> F:
    return click.option(
        "--plan",
        metavar="DIR",
        help="Continue an earlier run: its thresholds and tables, copies of what it kept go, and the report shows the drift.",
    )(command)


def _alarms(command: F) -> F:
    return click.option("--ignore-alarms", is_flag=True, help="Write even where the plan raises an alarm.")(command)


def _given(inputs: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...] | None:
    if more and not inputs:
        raise click.UsageError(f"unexpected argument {more[0]!r}: input files follow --input")
    return (*inputs, *more) or None


def _run(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, until: str, log: str, **options: Any) -> Any:
    given = _given(inputs, more)
    _announce_compilation(log)
    from qualityfilter.pipeline import run as run_line
    from qualityfilter.progress import choose

    return run_line(recipe, given, out, until=until, progress=choose(log), **options)


def _announce_compilation(log: str = "text") -> None:
    """Say what the first use on a machine waits for: kernels compile when they are first called."""
    from qualityfilter.kernels import cache_folder

    folder = cache_folder()
    if folder is None or not any(folder.rglob("*.nbi")):
        text = "compiling kernels for this machine: once, about half a minute"
        if log == "json":
            from qualityfilter.progress import JsonLines

            JsonLines().say(text)
        else:
            click.echo(text, err=True)
        if folder is not None:
            from qualityfilter.compiling import compile_ahead

            compile_ahead()


def _summary(result: Any) -> None:
    verdicts = result.plan.get("verdicts", {})
    text = ", ".join(f"{n:,} {name}" for name, n in verdicts.items())
    click.echo(
        f"{result.documents:,} documents: {text}" + (f"; {result.quarantined:,} records in quarantine" if result.quarantined else "")
    )
    for name, stage in result.plan.get("stages", {}).items():
        click.echo(f"stage {name}: {stage['documents']:,} documents, {stage['tokens_read']:,} tokens read")
    for line in result.supplement:
        click.echo(line)


def _tell_unmet(result: Any) -> None:
    """Say which expectations of the recipe do not hold; exit status 1 where one of them is an error."""
    for finding in result.unmet:
        click.echo(f"{finding.level}: {finding.words}", err=True)
    if any(finding.level == "error" for finding in result.unmet):
        raise SystemExit(1)


@main.command(epilog=EXIT)
@_inputs
@_where
@_earlier
@_alarms
def run(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, log: str, **options: Any) -> None:
    """Run RECIPE (a name or a path): read, clean, score, sign, group, decide, weigh, write, report.

    Every choice that changes the data is in the recipe; flags say where it runs and how much of it. A run that was stopped
    goes on where it was.
    """
    result = _run(recipe, inputs, more, out, "write", log, **options)
    _summary(result)
    click.echo(result.report)
    _tell_unmet(result)


@main.command(epilog=EXIT)
@_inputs
@_where
def score(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, log: str, **options: Any) -> None:
    """Pass 1 alone: read, clean, score and sign every shard; decide nothing."""
    result = _run(recipe, inputs, more, out, "score", log, **options)
    click.echo(f"{result.documents:,} documents scored in {result.path('work')}")


@main.command(epilog=EXIT)
@_inputs
@_where
@_earlier
def plan(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, log: str, **options: Any) -> None:
    """Everything up to the plan: thresholds as numbers, verdicts, weights; writes no documents."""
    result = _run(recipe, inputs, more, out, "plan", log, **options)
    _summary(result)
    for rule in result.plan["rules"]:
        bound = " ".join(f"{side} {rule[side]:g}" for side in ("min", "max") if rule[side] is not None) or f"one of {rule['one_of']}"
        click.echo(f"  {rule['name']}: {rule['column']} {bound}: {rule['failed']:,} fail, {rule['failed_only_this']:,} only this")
    for line in _curve(result.plan["duplicates"]):
        click.echo(line)
    for alarm in result.plan["alarms"]:
        click.echo(f"ALARM {alarm}")
    click.echo(result.path("plan/plan.yaml"))


def _curve(duplicates: dict[str, Any]) -> list[str]:
    if duplicates["bands"] is None:
        return []
    from qualityfilter.signing import MinHash, curve_lines

    return curve_lines(MinHash(duplicates["bands"], duplicates["rows"]))


@main.command(epilog=EXIT)
@_inputs
@_where
@_earlier
@_alarms
def write(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, log: str, **options: Any) -> None:
    """Apply the plan of a run: pass 2, reports and manifest (the same as `run` in a folder that is planned)."""
    result = _run(recipe, inputs, more, out, "write", log, **options)
    _summary(result)
    click.echo(result.report)
    _tell_unmet(result)


@main.command(epilog=EXIT)
@_inputs
@click.option("--out", metavar="DIR", help="Also check room in DIR.")
def check(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], shards: int | None, out: str | None) -> None:
    """Check RECIPE and its input before a run: files, first rows, models, memory, disk, time from a sample."""
    _announce_compilation()
    from qualityfilter.preflight import preflight

    for line in preflight(recipe, _given(inputs, more), out, shards):
        click.echo(line)


@main.command()
@click.argument("directory", metavar="DIR")
@click.option("--width", type=click.IntRange(min=60), help="Columns of the terminal view.")
@click.option("--serve", is_flag=True, help="Serve the page, one per shard and one per document, to this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --serve: the port; a free one unless given.")
@click.option("--all", "every", is_flag=True, help="Write a page per shard beside reports/index.html, which then links to them.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "openmetrics"]), default="text", show_default=True, help="What to print."
)
@click.option(
    "--if", "asked", multiple=True, metavar="RULE", help="What would pass with another bound: 'NAME >= 0.5', 'NAME off'; repeatable."
)
def report(directory: str, width: int | None, serve: bool, port: int, every: bool, form: str, asked: tuple[str, ...]) -> None:
    """Show a run's quality report in the terminal, and say where its page is."""
    import shutil

    from qualityfilter.reports.shard_report import read_index
    from qualityfilter.reports.terminal import show
    from qualityfilter.storage import Storage

    storage = Storage(directory)
    index = read_index(storage)
    wide = width or min(shutil.get_terminal_size((80, 24)).columns, 120)
    if asked:
        from qualityfilter.reports.loaded import Report
        from qualityfilter.reports.terminal import show_answer
        from qualityfilter.reports.what_if import changes_in_words

        click.echo(show_answer(index, Report(index, storage).answer(changes_in_words(asked)), wide))
    elif serve:
        from qualityfilter.reports.serving import Site

        _serve(Site(directory), port)
    elif every:
        from qualityfilter.reports.shard_page import write_all

        pages = list(write_all(storage))
        click.echo(f"{len(pages):,} pages\n{storage.path(pages[-1])}")
    elif form != "text":
        from qualityfilter.reports.summarising import openmetrics, summary_json

        click.echo(summary_json(index) if form == "json" else openmetrics(index), nl=form == "json")
    else:
        click.echo(show(index, wide, sys.stdout.isatty()))
        click.echo(storage.path("reports/index.html"))


def _serve(site: Any, port: int) -> None:
    from qualityfilter.errors import InputError
    from qualityfilter.reports.serving import server

    try:
        made = server(site, port)
    except OSError as error:
        raise InputError(f"--port {port}: {error}") from error
    click.echo(f"http://127.0.0.1:{made.server_port}/  (Ctrl-C ends it)")
    try:
        made.serve_forever()
    finally:
        made.server_close()


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("--page", metavar="FILE", help="Also write the comparison as a page that works from disk.")
@click.option("--width", type=click.IntRange(min=60), default=80, show_default=True, help="Columns of the terminal view.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON instead of text.")
def diff(a: str, b: str, page: str | None, width: int, as_json: bool) -> None:
    """Compare the finished runs A and B: counts, rules, mixture, distributions, and which documents flipped and why."""
    import json
    from pathlib import Path

    from qualityfilter.reports.difference_page import render_difference, told
    from qualityfilter.run_difference import difference

    found = difference(a, b)
    click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False) if as_json else told(found, width))
    if page is not None:
        Path(page).write_text(render_difference(found), encoding="utf8")
        click.echo(page, err=as_json)


@main.command()
@click.argument("directory", metavar="DIR")
@click.option("--labels", metavar="FILE", help="Where labels go, one JSON line each; DIR/review.jsonl unless given.")
@click.option("--documents", default=200, show_default=True, type=click.IntRange(min=1), metavar="N", help="How many to look at, at most.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one unless given.")
@click.option("--figures", is_flag=True, help="Only print precision and recall of each rule on what was labelled.")
def review(directory: str, labels: str | None, documents: int, port: int, figures: bool) -> None:
    """Label documents at the borders of a run's rules, a key each, and see precision and recall of every rule there.

    \b
    qualityfilter review out/crawl --labels labels.jsonl
    """
    from qualityfilter.reports.review_site import ReviewSite
    from qualityfilter.reviewing import told

    site = ReviewSite(directory, labels or f"{directory}/review.jsonl", documents)
    if not figures:
        _serve(site, port)
    click.echo(told(site.qualities()))


@main.command()
@click.argument("recipe", required=False)
@click.option("--text", help="A text to score and judge; - reads standard input.")
@click.option("--id", "document", metavar="ID", help="A document of a run.")
@click.option("--run", "directory", metavar="DIR", help="The run that holds it.")
def explain(recipe: str | None, text: str | None, document: str | None, directory: str | None) -> None:
    """Every score of one document, every rule with value, threshold and margin, what cleaning takes, its cluster and weight."""
    _announce_compilation()
    from qualityfilter.explaining import explain_document, explain_text

    if document is not None and directory is not None:
        click.echo(explain_document(directory, document))
    elif recipe is not None and text is not None:
        click.echo(explain_text(recipe, sys.stdin.read() if text == "-" else text))
    else:
        raise click.UsageError("give RECIPE --text TEXT, or --id ID --run DIR")


@main.command()
@click.argument("file", default="-")
@click.option("--diff", "show", flag_value="diff", help="Show what is removed within the text (what a terminal shows unless told).")
@click.option("--text", "show", flag_value="text", help="Only the cleaned text (what a pipe gets unless told).")
@click.option("--spans", "show", flag_value="spans", help="The spans as JSON lines, removed and marked.")
@click.option("--recipe", metavar="RECIPE", help="Cleaners, policy and guard of a recipe instead of the standard ones.")
@click.option("--policy", multiple=True, metavar="KIND=ACTION", help="remove, mark or off for a kind of span, as in boilerplate=mark.")
def clean(file: str, show: str | None, recipe: str | None, policy: tuple[str, ...]) -> None:
    """Remove advertising and chrome from one text (a file, or - for standard input), span by span."""
    _announce_compilation()
    from qualityfilter.errors import InputError
    from qualityfilter.explaining import cleaned_with, marked_text, span_lines

    try:
        text = sys.stdin.buffer.read() if file == "-" else open(file, "rb").read()  # noqa: SIM115
        decoded = text.decode("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}") from error
    cleaned = cleaned_with(decoded, recipe, policy)
    terminal = sys.stdout.isatty()
    if show == "spans":
        click.echo(span_lines(decoded, cleaned.spans), nl=False)
    elif show == "diff" or (show is None and terminal):
        click.echo(marked_text(decoded, cleaned.spans, terminal))
    else:
        click.echo(cleaned.text, nl=False)


@main.command()
@click.argument("kind", metavar="linear|fasttext|kenlm")
@click.option("--positive", multiple=True, required=True, metavar="GLOB", help="Documents that the scorer is to find.")
@click.option("--negative", multiple=True, required=True, metavar="GLOB", help="Documents to tell them from.")
@click.option("--out", required=True, metavar="DIR", help="A folder for the model, its card and the lines for a recipe.")
@click.option("--column", metavar="NAME", help="The score's column; the folder's name unless given.")
@click.option("--text", "text_field", default="text", show_default=True, metavar="FIELD", help="The field that holds the text.")
@click.option("--held-out", default=0.2, show_default=True, help="Share of the sites that the model is measured on.")
@click.option("--seed", default=1, show_default=True, help="Of the division into sites and of the fit.")
def train(
    kind: str,
    positive: tuple[str, ...],
    negative: tuple[str, ...],
    out: str,
    column: str | None,
    text_field: str,
    held_out: float,
    seed: int,
) -> None:
    """Train a scorer from documents of yours and measure it on sites that it has not seen."""
    _announce_compilation()
    import importlib

    own_model = importlib.import_module("scorers.training.own_model")  # it needs SciPy, and knows scorers: only this command does
    card = own_model.train(
        kind,
        positive,
        negative,
        out,
        column=column,
        seed=seed,
        held_out=held_out,
        columns={"text": text_field} if text_field != "text" else None,
    )
    click.echo(own_model.summary(card, out))


def _gathering(command: F) -> F:
    """RECIPE with its seeds, the input to gather from, and where the work goes."""
    for option in (
        _LOG,
        _CLUSTER,
        _OUT,
        click.option("--input", "inputs", multiple=True, metavar="GLOB", help="Input to gather from; replaces the recipe's read.paths."),
        click.argument("more", nargs=-1, metavar=""),
        click.argument("recipe"),
    ):
        command = option(command)
    return command


@main.group()
def seeds() -> None:
    """Look at seed documents before anything is gathered with them."""


@seeds.command(name="audit")
@_gathering
def seeds_audit(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, cluster: str | None, log: str) -> None:
    """Audit the seeds of RECIPE beside a sample of the input: size, scripts, copies, templates, which do not belong, what they attract."""
    given = _given(inputs, more)
    _announce_compilation(log)
    from qualityfilter.enrich_command import audit_seeds
    from qualityfilter.progress import choose
    from qualityfilter.recipe import Recipe
    from qualityfilter.seed_audit import told

    for one in audit_seeds(Recipe.load(recipe), given, out, cluster=cluster, progress=choose(log)):
        click.echo("\n".join(told(one)))


@main.command()
@_gathering
def enrich(recipe: str, inputs: tuple[str, ...], more: tuple[str, ...], out: str, cluster: str | None, log: str) -> None:
    """Gather with the seeds of RECIPE, round by round, from a sample of the input; DIR gets a seed model per set, to score with."""
    given = _given(inputs, more)
    _announce_compilation(log)
    from qualityfilter import enrich_command
    from qualityfilter.progress import choose
    from qualityfilter.recipe import Recipe

    found = enrich_command.enrich(Recipe.load(recipe), given, out, cluster=cluster, progress=choose(log))
    click.echo("\n".join(enrich_command.summary(found, out)))


@main.command(name="fit-weights")
@click.option(
    "--labels", multiple=True, required=True, metavar="GLOB", help="Graded documents: judgements, or outcomes of training on them."
)
@click.option("--grade", required=True, metavar="FIELD", help="The field that holds the grade: a number, higher is better.")
@click.option("--out", required=True, metavar="DIR", help="A folder for the weights, the comparison and the lines for a recipe.")
@click.option("--columns", multiple=True, metavar="NAME", help="A score column to combine (repeatable); the standard ones unless given.")
@click.option("--recipe", metavar="RECIPE", help="Take the scorers of this recipe, your own among them.")
@click.option("--text", "text_field", default="text", show_default=True, metavar="FIELD", help="The field that holds the text.")
@click.option("--seed", default=1, show_default=True, help="Of the division into sites.")
def fit_weights(
    labels: tuple[str, ...], grade: str, out: str, columns: tuple[str, ...], recipe: str | None, text_field: str, seed: int
) -> None:
    """Learn from graded documents how scores combine, and compare the ways on sites left out: mean, maximum of experts, learned weights."""
    _announce_compilation()
    import importlib

    fitting = importlib.import_module("scorers.training.fit_weights")  # it needs SciPy, and knows scorers: only this command does
    held = fitting.fit_weights(labels, grade, out, columns=columns, recipe=recipe, text=text_field, seed=seed)
    click.echo(fitting.summary(held, out))


@main.command(name="fit-mixture")
@click.argument("runs", nargs=-1, required=True, metavar="RUNS.csv...")
@click.option("--outcome", "outcomes", multiple=True, required=True, metavar="NAME", help="A column to make small, or a glob (repeatable).")
@click.option("--maximise", is_flag=True, help="Outcomes are better when higher.")
@click.option("--mixture", metavar="GLOB", help="Columns that hold the shares; found by themselves unless given.")
@click.option("--natural", metavar="FILE", help="Tokens that there are per domain (YAML, JSON, or a run's plan.yaml).")
@click.option("--tokens", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Tokens to train on; all once unless given.")
@click.option("--max-repeat", default=4.0, show_default=True, type=click.FloatRange(min=1), help="The most readings of a domain.")
@click.option("--kl", default=0.05, show_default=True, type=click.FloatRange(min=0), help="Weight of the divergence from the natural mix.")
@click.option("--test", "tests", multiple=True, metavar="FILES", help="Runs to test on, files with commas between (repeatable).")
@click.option("--out", metavar="FILE", help="Also write the targets as a section `weigh` for a recipe.")
@click.option("--seed", default=1, show_default=True, help="Of folds, refits and drawn mixtures.")
def fit_mixture(
    runs: tuple[str, ...],
    outcomes: tuple[str, ...],
    maximise: bool,
    mixture: str | None,
    natural: str | None,
    tokens: float | None,
    max_repeat: float,
    kl: float,
    tests: tuple[str, ...],
    out: str | None,
    seed: int,
) -> None:
    """Learn from runs (shares of domains, and what came of them) which mixture is best, and how sure that is.

    \b
    qualityfilter fit-mixture mixtures.csv losses.csv --outcome pile_cc_val_loss --natural tokens.yaml --tokens 1e11
    """
    from qualityfilter.mixture import Asked
    from qualityfilter.mixture import fit_mixture as fit
    from qualityfilter.mixture_report import on_tests, summary, write_fragment
    from qualityfilter.mixture_runs import read_available, read_runs

    read = read_runs(runs, outcomes, mixture)
    unseen = {files: read_runs(files.split(","), outcomes, mixture).of_domains(read.domains, files) for files in tests}
    asked = Asked(read_available(natural, read.domains) if natural else None, tokens, max_repeat, kl, maximise)
    fitted = fit(read, asked, seed)
    click.echo(summary(fitted, on_tests(fitted, unseen)))
    if out:
        write_fragment(out, fitted, max_repeat)
        click.echo(out)


@main.command()
@click.argument("recipe")
@click.option("--input", "inputs", multiple=True, metavar="GLOB", help="Documents to change; replaces the recipe's read.paths.")
@click.option("--documents", default=500, show_default=True, type=click.IntRange(min=1), metavar="N", help="How many of them: the first.")
@click.option("--change", "changes", multiple=True, metavar="NAME", help="Only this change (repeatable): style, footer, doubled, …")
def flips(recipe: str, inputs: tuple[str, ...], documents: int, changes: tuple[str, ...]) -> None:
    """Change documents in ways that should not matter, and count the verdicts of RECIPE that flip and the scores that move."""
    _announce_compilation()
    from qualityfilter import flipping
    from qualityfilter.errors import InputError, unknown
    from qualityfilter.recipe import Recipe

    for name in changes:
        if name not in flipping.CHANGES:
            raise InputError(f"--change: {unknown('change', name, flipping.CHANGES)}")
    loaded = Recipe.load(recipe)
    texts = flipping.read_texts(loaded, inputs or None, documents)
    click.echo(flipping.table(flipping.flips(loaded, texts, changes or tuple(flipping.CHANGES))))


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("--validation", "curated", multiple=True, required=True, metavar="NAME=GLOB", help="Curated texts of one kind (repeatable).")
@click.option("--web", multiple=True, metavar="NAME=GLOB", help="Raw web pages, shown beside the curated slices (repeatable).")
@click.option("--tokens", default=1_000_000, show_default=True, metavar="N", help="Tokens of each corpus to train on.")
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(min=3), help="How often documents are drawn anew.")
@click.option("--documents", default=300, show_default=True, type=click.IntRange(min=10), metavar="N", help="Of a slice, at most.")
@click.option("--seed", default=1, show_default=True, help="Of all draws.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON instead of the table.")
@click.option("--figure", "drawn", metavar="FILE", help="Also draw the shift of losses and the tokens for a loss, as SVG.")
def judge(
    a: str,
    b: str,
    curated: tuple[str, ...],
    web: tuple[str, ...],
    tokens: int,
    seeds: int,
    documents: int,
    seed: int,
    as_json: bool,
    drawn: str | None,
) -> None:
    """Compare corpora A and B (folders of runs, files or globs) by small models trained on each: a sanity check, not proof.

    Exit status 1 where controls show that no verdict can be given.

    \b
    qualityfilter judge out/raw out/web --validation 'maths=held_out/maths/*.jsonl' --validation 'news=held_out/news.jsonl'
    """
    _announce_compilation()
    import json

    from qualityfilter import judge_report
    from qualityfilter.judge_figures import judge as figures
    from qualityfilter.judge_input import read_corpus, read_slice
    from qualityfilter.judging import measure, without_overlap

    slices = [read_slice(given, kind, documents, seed) for kind, some in ((True, curated), (False, web)) for given in some]
    corpora = [read_corpus(where, tokens, seed) for where in (a, b)]
    losses = measure(corpora[0], corpora[1], without_overlap(slices, corpora), tokens, seeds, seed)
    found = figures(losses, seed) if losses.speaks else None
    if as_json:
        click.echo(json.dumps(judge_report.as_json(found, losses, a, b), indent=2, ensure_ascii=False))
    else:
        click.echo(judge_report.report(found, losses, a, b) if found else f"{judge_report.controls(losses)}\n\n{judge_report.refusal()}")
    if found is None:
        raise SystemExit(1)
    if drawn:
        from qualityfilter.judge_figure import figure
        from qualityfilter.recipe import resolve_path
        from qualityfilter.storage import Storage

        folder, _, name = resolve_path(drawn).rpartition("/")
        Storage(folder).write_bytes(name, figure(found, losses, a, b).encode())
        click.echo(drawn, err=as_json)


@main.command()
@click.argument("corpus")
@click.option("--validation", "given", multiple=True, required=True, metavar="NAME=GLOB", help="Texts of one capability (repeatable).")
@click.option("--pool", multiple=True, metavar="GLOB", help="Documents that a supplement may be drawn from (repeatable).")
@click.option("--rejected", multiple=True, metavar="DIR", help="A finished run whose softly rejected documents may be drawn (repeatable).")
@click.option("--out", metavar="DIR", help="Seeds, queries and validation texts of every slice, and the lines for a recipe.")
@click.option("--budget", default=0.1, show_default=True, type=click.FloatRange(0, 1, min_open=True), help="Share of the corpus to draw.")
@click.option("--tokens", default=1_000_000, show_default=True, metavar="N", help="Tokens of the corpus to train on.")
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(min=3), help="How often documents are drawn anew.")
@click.option("--documents", default=300, show_default=True, type=click.IntRange(min=20), metavar="N", help="Of a slice, at most.")
@click.option("--seed", default=1, show_default=True, help="Of all draws.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON instead of the table.")
def gaps(
    corpus: str, given: tuple[str, ...], pool: tuple[str, ...], rejected: tuple[str, ...], out: str | None, budget: float, tokens: int,
    seeds: int, documents: int, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Find the slices of validation texts that CORPUS (a run's folder, files or a glob) is weakest on, and make what may fill them.

    \b
    qualityfilter gaps out/crawl --validation 'maths=held_out/maths/*.jsonl' --validation 'law=held_out/law.jsonl' --out out/gaps
    """
    _announce_compilation()
    import json

    from qualityfilter import gap_report
    from qualityfilter.gaps import measure_gaps

    found = measure_gaps(corpus, given, tokens, seeds, documents, seed)
    if as_json:
        click.echo(json.dumps(gap_report.as_json(found, corpus, budget), indent=2, ensure_ascii=False))
    else:
        click.echo(gap_report.report(found, corpus))
    if out is not None:
        path = gap_report.write_gaps(found, corpus, out, budget, pool, rejected)
        click.echo(path, err=as_json)


@main.command()
@click.argument("name", required=False)
def scorers(name: str | None) -> None:
    """List scorers, or show one: what it measures, its columns and parameters, how good it is."""
    from qualityfilter.catalogue import describe_scorer, list_scorers

    click.echo(describe_scorer(name) if name else list_scorers())


@main.command()
@click.argument("name", required=False)
def recipes(name: str | None) -> None:
    """List the recipes that come with the package, or print one."""
    from qualityfilter.catalogue import list_recipes
    from qualityfilter.recipe import find

    click.echo(find(name)[1] if name else list_recipes(), nl=name is None)


@main.command()
@click.argument("path", default="recipe.yaml")
@click.option("--like", default="web", show_default=True, metavar="NAME", help="The recipe to start from.")
def init(path: str, like: str) -> None:
    """Write a recipe to start from (a copy of `web` unless told) to PATH; never overwrites."""
    from pathlib import Path

    from qualityfilter.errors import InputError
    from qualityfilter.recipe import find

    target = Path(path)
    try:
        with open(target, "x", encoding="utf8") as file:
            file.write(find(like)[1])
    except FileExistsError:
        raise InputError(f"{path} exists; choose another name") from None
    click.echo(f"{path}: edit it, then: qualityfilter check {path} --input 'GLOB'")


@main.command()
@click.option("--report", is_flag=True, help="Of reports/*.json instead.")
def schema(report: bool) -> None:
    """Print the JSON schema of recipes, for editors."""
    import json

    if report:
        from qualityfilter.reports.shard_report import SCHEMA

        click.echo(SCHEMA.read_text(encoding="utf8"), nl=False)
        return

    from qualityfilter.recipe import Recipe

    click.echo(json.dumps(Recipe.model_json_schema(), indent=2, ensure_ascii=False))


@main.command()
def warm() -> None:
    """Compile all kernels now (for container images) and say where they are kept."""
    from qualityfilter.catalogue import compile_kernels

    click.echo(compile_kernels())


if __name__ == "__main__":
    main()
