"""The API as Debian's python3-lxc gives it, without a running container; what it prints is compared between libraries."""
import os
import sys

import lxc

path = sys.argv[1]
# Below the container itself, since destroy removes it.
root = f"{path}/py/rootfs"
print("exports", sorted(name for name in dir(lxc) if name.startswith(("LXC_", "CLONE_")))[:40])
print("supported", lxc.ContainerNetwork.__name__, len(lxc.list_containers(config_path=path)))
c = lxc.Container("py", config_path=path)
print(c.defined, c.state, c.running, c.init_pid, c.name, c.get_config_path() == path, c.config_file_name == f"{path}/py/config")
for key, value in [
    ("lxc.uts.name", "inside"), ("lxc.rootfs.path", root), ("lxc.cap.drop", ["mknod", "sys_time"]),
    ("lxc.cgroup2.memory.max", "64M"), ("lxc.environment", ["A=b", "C=d"]), ("lxc.tty.max", "4"), ("lxc.idmap", ["u 0 100000 10", "g 0 100000 10"]),
    ("lxc.hook.start", "/bin/true"), ("lxc.signal.halt", "37"), ("lxc.start.auto", "1"), ("lxc.group", ["onboot", "x"]),
]:
    print(key, c.set_config_item(key, value), c.get_config_item(key))
try:
    print("nosuch", c.set_config_item("lxc.nosuch", "1"))
except KeyError as error:
    print("nosuch", error)
print("append", c.append_config_item("lxc.cap.drop", "mac_admin"), c.get_config_item("lxc.cap.drop"))
print("clear", c.clear_config_item("lxc.cap.drop"), c.get_config_item("lxc.cap.drop"))
print("network", c.network.add("veth"), len(c.network))
c.network[0].link = "lxcbr0"
c.network[0].flags = "up"
c.network[0].hwaddr = "00:16:3e:11:22:33"
print("interface", c.network[0].type, c.network[0].link, c.network[0].flags, c.network[0].hwaddr)
print("keys", sorted(c.get_keys("lxc.net.0")))
print("remove", c.network.remove(0), len(c.network))
os.makedirs(root)
print("save", c.save_config(), c.defined)
again = lxc.Container("py", config_path=path)
print("again", again.get_config_item("lxc.uts.name"), again.get_config_item("lxc.environment"))
print("list", lxc.list_containers(config_path=path), lxc.list_containers(active=True, defined=False, config_path=path))
print("wait", c.wait("STOPPED", 1), c.wait("RUNNING", 0))
print("interfaces", c.get_interfaces() or (), c.get_ips() or ())
print("controlled", c.controllable)
pid = os.fork()
if pid == 0:
    print("child", c.get_config_item("lxc.uts.name"), c.state, c.wait("STOPPED", 1), flush=True)
    os._exit(0)
print("waited", os.waitpid(pid, 0)[1])
print("destroy", c.destroy(), c.defined)
