"""The cells of a plan on their way through the engine: those that were not run before, each kept as it ends."""

from collections.abc import Callable, Sequence

from litmuspaper import engine
from litmuspaper.errors import ConfigError
from litmuspaper.settle.cells import Cell, CodeChanged, row, run_cell
from litmuspaper.settle.claim import Scale
from litmuspaper.settle.data_file import without_folder
from litmuspaper.settle.store import Store
from litmuspaper.types import Row

_LEAST_MIB = 4096
Progress = Callable[[int, int, Row], None]


class Run:
    """One plan being run.

    Args:
        store: the folder that the rows are kept in.
        scale: gives the time limit of a cell.
        workers: how many cells at once; None for one, or with a cluster for as many as that takes.
        cluster: where the cells run; processes of this machine where it is None.
        progress: called after each cell with the number that ended, `total`, and its row.
        total: how many cells the plan has.
    """

    def __init__(
        self,
        store: Store,
        scale: Scale,
        workers: int | None,
        cluster: engine.RayCluster | None,
        progress: Progress | None,
        total: int,
    ) -> None:
        self.store, self.scale, self.workers, self.cluster = store, scale, workers, cluster
        self.progress, self.total = progress, total
        self.ended = self.kept = 0

    def cells(self, cells: Sequence[Cell]) -> None:
        """Run those that were not run before, and keep each as it ends.

        Args:
            cells: some of the plan.

        Raises:
            ConfigError: no worker starts, the code or the data changed meanwhile, or the user's data cannot be used.
        """
        left = [one for one in cells if one.key not in self.store.rows]
        self.kept += len(cells) - len(left)
        self.ended += len(cells) - len(left)
        if not left:
            return
        workers = self.cluster.workers if self.cluster else self.workers or 1
        limit_s, limit_mib = self.scale.limit_s, self._memory_mib(workers)
        seeds = [one.seed for one in left]  # arms of one seed go to one worker: what they share, it makes once
        for done in engine.map(
            run_cell, left, workers=workers, limit_s=limit_s, limit_mib=limit_mib, on=self.cluster, group=seeds
        ):
            one = left[done.index]
            if done.error == engine.NOT_STARTED:  # nothing that the cell did: no row
                raise ConfigError(
                    "a worker could not start",
                    where=one.source,
                    next_step="What it said stands above; a script that runs experiments does so below "
                    "`if __name__ == '__main__':`. What was run is kept",
                )
            if done.error.startswith(CodeChanged.__name__):
                raise ConfigError(
                    "the code or the data changed while the experiment ran",
                    where=one.source,
                    next_step="Run it again: cells of the new code are run anew, and those of the old are kept",
                )
            if one.data_path and done.error.startswith(f"{ConfigError.__name__}: "):  # every arm would say the same
                told = without_folder(done.error, one.data_path).partition(": ")[2].rpartition(" (")[0]
                raise ConfigError(f"the data cannot be used: {told}", where=one.source)
            if one.key in self.store.rows:  # delivered twice: the first stands
                continue
            self.store.add(one.key, row(one, done), done.cpu_s)
            self.ended += 1
            if self.progress:
                self.progress(self.ended, self.total, self.store.rows[one.key])

    def _memory_mib(self, workers: int) -> int | None:
        """What a worker may take: its share of this machine. None on other machines, and with a GPU."""
        if self.scale.device != "cpu" or (self.cluster and self.cluster.address != engine.HERE):
            return None
        total = engine.memory_mib()
        # Many workers share a machine that few of them fill at once: the libraries alone take some hundred MiB.
        return None if total is None else max(total // workers, min(_LEAST_MIB, total // 2))
