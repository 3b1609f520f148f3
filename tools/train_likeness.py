"""Trains the likeness of wording (`plans.words.likeness`) from the tuning lines and writes `data/likeness.json`.

    python tools/train_likeness.py            # train on tests/plans/data/tuning_*.csv and write the weights
    python tools/train_likeness.py --check    # leave one voice out: how well does it read voices it never saw?

Multinomial logistic regression with L2 by AdaGrad, in plain Python: no dependency, the same weights on every machine
for the same lines. The three labels weigh the same, however many lines each has.

Each line is learned twice, with and without the lexicon's signals: the lexicon was written with these very lines in
view, so its signals look more reliable here than they are on lines nobody has seen.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from innercircle.plans.rules.reading import Label
from innercircle.plans.words.decide import weighed
from innercircle.plans.words.lexicon import shipped
from innercircle.plans.words.likeness import LABELS, Likeness, Line, features, softmax, wording_features
from innercircle.plans.words.reader import line_of

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "plans" / "data"
WEIGHTS = ROOT / "src" / "innercircle" / "plans" / "words" / "data" / "likeness.json"
ROUNDS = 12
STEP = 0.05
DECAY = 0.003  # L2, applied to the features of a line when it is learned
SEEDS = (7, 8, 9)  # the mean of three runs depends less on the order in which lines came
SMALLEST = 0.03  # weights below this in every label are not shipped


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled line as it is weighed, with the voice it was written in."""

    line: Line
    label: Label
    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """What is learned of a line at a time: names of features, the label's place in `LABELS`, and how much it weighs."""

    names: tuple[str, ...]
    wanted: int
    weight: float


def samples(files: Iterable[Path]) -> list[Sample]:
    """The labelled lines of CSV files with the columns text, label, why, voice."""
    lexicon = shipped()
    found = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                line, _ = line_of(row["text"], lexicon)
                found.append(Sample(line, Label(row["label"]), f"{file.stem}: {row['voice']}", row["text"]))
    return found


def train(lines: Sequence[Sample]) -> dict[str, list[float]]:
    """Weights per feature, one for each of `LABELS`: the mean over `SEEDS`."""
    seen = Counter(name for sample in lines for name in set(features(sample.line)))
    many = Counter(sample.label for sample in lines)
    views = [view for sample in lines for view in _views(sample, seen, len(lines) / len(many) / many[sample.label])]
    mean: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for seed in SEEDS:
        for name, weights in _run(views, seed).items():
            mean[name] = [before + weight / len(SEEDS) for before, weight in zip(mean[name], weights, strict=True)]
    return dict(mean)


def _run(views: Sequence[View], seed: int) -> dict[str, list[float]]:
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    speed: dict[str, list[float]] = defaultdict(lambda: [1e-2, 1e-2, 1e-2])
    order = random.Random(seed)
    shuffled = list(views)
    for _ in range(ROUNDS):
        order.shuffle(shuffled)
        for view in shuffled:
            _learn(view, weights, speed)
    return weights


def _views(sample: Sample, seen: Counter[str], weight: float) -> list[View]:
    """The line with all its features, and with its wording alone; what only one line has teaches nothing general."""
    wanted = LABELS.index(sample.label)
    whole = [name for name in {*features(sample.line)} if seen[name] > 1]
    wording = [name for name in {*wording_features(sample.line)} if seen[name] > 1]
    return [View(tuple(sorted([*names, "bias"])), wanted, weight) for names in (whole, wording)]


def _learn(view: View, weights: dict[str, list[float]], speed: dict[str, list[float]]) -> None:
    scores = [sum(weights[name][each] for name in view.names) for each in range(3)]
    shares = softmax(scores)
    for each in range(3):
        wrong = view.weight * (shares[each] - (1.0 if each == view.wanted else 0.0))
        for name in view.names:
            weight, fast = weights[name], speed[name]
            slope = wrong + DECAY * weight[each]
            fast[each] += slope * slope
            weight[each] -= STEP * slope / fast[each] ** 0.5


def check(lines: Sequence[Sample], groups: int = 8) -> dict[tuple[Label, Label], int]:
    """How lines of voices left out of the training are read: counts by (label, read as)."""
    voices = sorted({sample.voice for sample in lines})
    random.Random(3).shuffle(voices)
    counts: Counter[tuple[Label, Label]] = Counter()
    for part in range(groups):
        out = set(voices[part::groups])
        model = Likeness(train([sample for sample in lines if sample.voice not in out]))
        for sample in lines:
            if sample.voice in out:
                shares = model.shares(sample.line)
                assert shares is not None
                counts[sample.label, weighed(shares, sample.line.spoken)] += 1
    return dict(counts)


def write(weights: dict[str, list[float]], lines: int) -> None:
    """Store what matters of the weights, one feature a line, so that a change can be read in a diff."""
    kept = {name: [round(w, 2) for w in ws] for name, ws in weights.items() if max(map(abs, ws)) >= SMALLEST}
    body = ",\n".join(f"{json.dumps(name)}: {json.dumps(kept[name])}" for name in sorted(kept))
    note = "Made by tools/train_likeness.py from tests/plans/data/tuning_*.csv; order: relationship, sales, neutral."
    WEIGHTS.write_text(f'{{"note": {json.dumps(note)},\n"lines": {lines},\n"weights": {{\n{body}\n}}}}\n', "utf-8")


def main() -> None:
    """Train and write, or check."""
    lines = samples(sorted(DATA.glob("tuning_*.csv")))
    if "--check" in sys.argv:
        counts = check(lines)
        for label in LABELS:
            print(label, [counts.get((label, read), 0) for read in LABELS])
        return
    weights = train(lines)
    write(weights, len(lines))
    print(f"{len(lines)} lines, {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
