"""The alliance map: goals, networks, cities, competitors and clusters in one picture, with the evidence behind it."""

from stratgraph.maps.graph import StrategyMap, strategy_map

__all__ = ["StrategyMap", "strategy_map"]
