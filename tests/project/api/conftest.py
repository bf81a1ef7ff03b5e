import pytest

from tests.project.api.world import World, make_world


@pytest.fixture
def world(db) -> World:
    """One of everything, and the people around it."""
    return make_world()
