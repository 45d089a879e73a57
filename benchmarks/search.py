"""How fast names are found among many: makes an index of NAMES invented ones beside the project's own, and asks it.

    python benchmarks/search.py [NAMES]

The queries are those of ``tests/data/search.tsv`` and the beginnings of each, as one types. Prints p50, p95 and the
slowest by kind of answer, in milliseconds.
"""

import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from kg_cn_ai import namespaces as ns
from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import flat_graph
from kg_cn_ai.data import data_dir
from kg_cn_ai.search.index import Entry, entries_of, write_entries
from kg_cn_ai.search.search import Index

CASES = Path(__file__).parent.parent / "tests" / "data" / "search.tsv"
SYLLABLES = (
    "ba bei chao chuang da dao feng guo hai hong hua huan jin ke li ling ming ning qi ren rui shen tai tong wei xin yi"
    " yun zhi zhong"
).split()
CHARACTERS = "北京上海深圳智能科技人工数据云华创新海天光芯机器学习大学院中国信息网络系统软件联合研究所东方航空通信"
WORDS = (
    "AI Lab Systems Data Cloud Robotics Vision Intelligence Tech Group Semiconductor Network Research Institute".split()
)


def invented(number: int) -> list[Entry]:
    """Entries with three names each: English, Chinese and another one."""
    draw = random.Random(1)
    entries = []
    for i in range(number // 3):
        latin = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 3))).title()
        chinese = "".join(draw.choice(CHARACTERS) for _ in range(draw.randint(3, 9)))
        labels = {"en": f"{latin} {draw.choice(WORDS)}", "zh-hans": chinese}
        names = (f"{latin} {draw.choice(WORDS)} {draw.choice(WORDS)} Co., Ltd.",)
        entries.append(Entry(f"{ns.ID}org/n{i}", labels, names, ("Company",), "Company", draw.randint(0, 50)))
    return entries


def main() -> None:
    """Build, ask, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    own = entries_of(flat_graph(read_corpus(data_dir())))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        start = time.perf_counter()
        write_entries([*own, *invented(number)], path)
        print(f"{number:,} names, {len(own):,} entries of the graph: built in {time.perf_counter() - start:.1f} s, "
              f"{path.stat().st_size / 1e6:.1f} MB")  # fmt: skip
        start = time.perf_counter()
        index = Index.open(path)
        print(f"opened in {(time.perf_counter() - start) * 1000:.1f} ms")
        cases = [line.split("\t")[0] for line in CASES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
        texts = sorted({case[:end] for case in cases for end in range(1, len(case) + 1)})
        start = time.perf_counter()
        index.search("zhipa qqqq")
        print(f"first typing error in {(time.perf_counter() - start) * 1000:.0f} ms")
        took: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for text in texts:
            start = time.perf_counter()
            found = index.search(text)
            took[found[0].how if found else "nothing"].append((time.perf_counter() - start, text))
        took["all"] = [pair for pairs in took.values() for pair in pairs]
        print(f"{'answer':10} {'queries':>8} {'p50 ms':>8} {'p95 ms':>8} {'slowest':>8}")
        for how, pairs in took.items():
            times = sorted(seconds * 1000 for seconds, _ in pairs)
            p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
            print(
                f"{how:10} {len(times):8} {statistics.median(times):8.2f} {p95:8.2f} {times[-1]:8.2f}  {max(pairs)[1]}"
            )


if __name__ == "__main__":
    main()
