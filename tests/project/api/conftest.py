from tests.datasets import dataset
from tests.project.api.world import World, make_world


@dataset
def world() -> World:
    """One of everything, and the people around it."""
    return make_world()
