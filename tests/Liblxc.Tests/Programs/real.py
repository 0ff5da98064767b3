"""A container that LXC's own lxc-start began, as our library sees it: over its monitor's command socket."""
import os
import sys

import lxc

path = sys.argv[1]
c = lxc.Container("real", config_path=path)
print(c.state, c.running, c.init_pid > 1, lxc.list_containers(active=True, defined=False, config_path=path))
print("attach", os.WEXITSTATUS(c.attach_wait(lxc.attach_run_command, ["sh", "-c", "test \"$(cat /proc/sys/kernel/hostname)\" = realhost && exit 3"])))
print("function", os.WEXITSTATUS(c.attach_wait(lambda: 5 if os.uname().nodename == "realhost" else 6)))
print("stop", c.stop(), c.state, c.init_pid)
