"""The nets under every test: undefined template variables, warnings, sockets to the world."""

import socket
import warnings

import pytest
from django.template import Context, Template


def test_an_undefined_template_variable_fails_the_test():
    with pytest.raises(pytest.fail.Exception, match="Undefined template variable 'nothing'"):
        Template("{{ nothing }}").render(Context())


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning, match="look"):
        warnings.warn("look", stacklevel=1)


def test_a_socket_to_the_world_is_closed():
    with pytest.raises(UserWarning, match=r'host "192\.0\.2\.1"'):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
