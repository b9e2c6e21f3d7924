"""engine: one map over workers, with a time and a memory limit, and a result for each item whatever happens.

A worker is a process of this machine, or one of a Ray cluster; the contract of `map` is the same, and so are its tests.
"""

from litmuspaper.engine.crew import NOT_STARTED, Crew, map
from litmuspaper.engine.done import Done, described
from litmuspaper.engine.memory import memory_mib
from litmuspaper.engine.processes import Processes
from litmuspaper.engine.ray_cluster import HERE, RayCluster

__all__ = ["HERE", "NOT_STARTED", "Crew", "Done", "Processes", "RayCluster", "described", "map", "memory_mib"]
