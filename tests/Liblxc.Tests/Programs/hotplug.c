/*
 * What a container gets while it runs: PATH ROOTFS [KEY VALUE].... In a network namespace of its own, where "ip" makes devices.
 * The root has a busybox in /bin.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <lxc/lxccontainer.h>

#define CHECK(x) do { if (!(x)) { fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #x, \
	c && c->error_string ? c->error_string : ""); failed(); } } while (0)

static struct lxc_container *c;

static void failed(void)
{
	if (c) {
		c->stop(c);
		c->destroy(c);
	}
	exit(1);
}

/* Whether a line of the container's shell succeeds. */
static bool inside(const char *line)
{
	lxc_attach_options_t options = LXC_ATTACH_OPTIONS_DEFAULT;
	int status = c->attach_run_waitl(c, &options, "/bin/sh", "sh", "-c", line, NULL);

	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void devices(void)
{
	CHECK(!inside("test -e /dev/fuse"));
	CHECK(c->add_device_node(c, "/dev/fuse", NULL));
	CHECK(inside("test -c /dev/fuse && true < /dev/fuse"));
	CHECK(c->add_device_node(c, "/dev/fuse", "/made/of/fuse"));
	CHECK(inside("true < /made/of/fuse"));
	CHECK(c->remove_device_node(c, "/dev/fuse", "/made/of/fuse") && !inside("test -e /made/of/fuse"));
	/* The right to use it has gone with it: what is left opens nothing. */
	CHECK(!inside("true < /dev/fuse"));
	CHECK(c->remove_device_node(c, "/dev/fuse", NULL) && !inside("test -e /dev/fuse"));
	CHECK(!c->add_device_node(c, "/etc/hostname", NULL) && c->error_string);
	CHECK(!c->add_device_node(c, "/dev/nosuch", NULL) && !c->remove_device_node(c, "/dev/nosuch", NULL));
}

static void mounts(const char *folder)
{
	struct lxc_mount mount = { .version = LXC_MOUNT_API_V1 };
	char file[4096];
	FILE *f;

	snprintf(file, sizeof(file), "%s/given", folder);
	CHECK((f = fopen(file, "w")));
	fputs("from the host\n", f);
	fclose(f);
	CHECK(c->mount(c, folder, "/mnt/new/place", NULL, MS_BIND, NULL, &mount) == 0);
	CHECK(inside("test \"$(cat /mnt/new/place/given)\" = 'from the host'"));
	CHECK(c->umount(c, "/mnt/new/place", 0, &mount) == 0 && !inside("test -e /mnt/new/place/given"));
	CHECK(c->mount(c, file, "/mnt/file", "none", MS_BIND | MS_RDONLY, NULL, &mount) == 0);
	CHECK(inside("grep -q host /mnt/file") && !inside("echo more >> /mnt/file"));
	CHECK(c->umount(c, "/mnt/file", MNT_DETACH, &mount) == 0);
	CHECK(c->mount(c, "none", "/mnt/small", "tmpfs", MS_NODEV | MS_NOSUID, "size=64k,mode=1777", &mount) == 0);
	CHECK(inside("grep -q ' /mnt/small tmpfs .*nosuid,nodev' /proc/mounts && echo 1 > /mnt/small/one"));
	CHECK(c->umount(c, "/mnt/small", 0, &mount) == 0 && c->umount(c, "/mnt/small", 0, &mount) < 0);
	CHECK(c->mount(c, "/nosuch/folder", "/mnt/x", NULL, MS_BIND, NULL, &mount) < 0 && c->error_string);
	CHECK(c->mount(c, "none", "/mnt/x", "nosuchfs", 0, NULL, &mount) < 0);
	/* A link in the container leads into the container, and not to the host's files. */
	CHECK(inside("ln -s /etc /mnt/link"));
	CHECK(c->mount(c, folder, "/mnt/link/here", NULL, MS_BIND, NULL, &mount) == 0);
	CHECK(access("/etc/here", F_OK) != 0 && inside("test -e /etc/here/given"));
	CHECK(c->umount(c, "/etc/here", 0, &mount) == 0);
}

static void interfaces(void)
{
	char **names;
	bool found = false;

	CHECK(!system("ip link add orch-t0 type veth peer name orch-t1"));
	CHECK(c->attach_interface(c, "orch-t1", "eth7"));
	CHECK(system("ip link show orch-t1 2>/dev/null >/dev/null") != 0);
	CHECK((names = c->get_interfaces(c)));
	for (char **name = names; *name; name++) {
		found |= !strcmp(*name, "eth7");
		free(*name);
	}
	free(names);
	CHECK(found && inside("test -d /sys/class/net/eth7 || grep -q eth7: /proc/net/dev"));
	CHECK(c->detach_interface(c, "eth7", "orch-t9") && !system("ip link show orch-t9 >/dev/null"));
	CHECK(!c->detach_interface(c, "eth7", NULL) && !c->attach_interface(c, "orch-no", NULL));
	CHECK(!system("ip link del orch-t0"));
}

static void consoles(void)
{
	struct lxc_console_log log = { .read = true };
	char line[256] = "";
	int tty = -1, master = -1, other = -1, second = 1, kept, again;
	uint64_t most = 0;

	kept = c->console_getfd(c, &tty, &master);
	CHECK(kept >= 0 && master >= 0 && tty == 1);
	CHECK(c->console_getfd(c, &second, &other) < 0);
	CHECK(inside("echo hello > /dev/tty1"));
	CHECK(read(master, line, sizeof(line) - 1) > 0 && !strncmp(line, "hello", 5));
	close(master);
	close(kept);
	/* Its holder sees the end of the connection a moment later. */
	for (int i = 0; i < 600 && (again = c->console_getfd(c, &second, &other)) < 0; i++)
		usleep(100000);
	CHECK(again >= 0 && second == 1);
	close(other);
	close(again);

	CHECK(inside("echo to the console > /dev/console"));
	for (int i = 0; i < 600; i++) {
		log = (struct lxc_console_log){ .read = true, .read_max = &most };
		most = 0;
		if (c->console_log(c, &log) == 0) {
			bool there = log.data && strstr(log.data, "to the console");
			free(log.data);
			if (there)
				break;
		}
		CHECK(i < 599);
		usleep(100000);
	}
	log = (struct lxc_console_log){ .clear = true };
	CHECK(c->console_log(c, &log) == 0);
	log = (struct lxc_console_log){ .read = true, .read_max = &most };
	CHECK(c->console_log(c, &log) == -ENODATA);
}

static void descriptors(void)
{
	struct pollfd init = { .fd = c->init_pidfd(c), .events = POLLIN };
	int pts = c->devpts_fd(c), master;
	char *item;

	CHECK(init.fd >= 0 && poll(&init, 1, 0) == 0);
	CHECK(pts >= 0 && (master = openat(pts, "ptmx", O_RDWR | O_NOCTTY)) >= 0);
	close(master);
	close(pts);
	close(init.fd);
	item = c->get_running_config_item(c, "lxc.uts.name");
	CHECK(item && !strcmp(item, "inhost"));
	free(item);
}

int main(int argc, char **argv)
{
	struct lxc_mount mount = { .version = LXC_MOUNT_API_V1 };

	if (argc < 3)
		return 2;
	c = lxc_container_new("plugged", argv[1]);
	CHECK(c);
	CHECK(c->set_config_item(c, "lxc.rootfs.path", argv[2]));
	CHECK(c->set_config_item(c, "lxc.uts.name", "inhost"));
	CHECK(c->set_config_item(c, "lxc.net.0.type", "empty"));
	CHECK(c->set_config_item(c, "lxc.mount.auto", "proc:mixed sys:ro"));
	CHECK(c->set_config_item(c, "lxc.tty.max", "2"));
	CHECK(c->set_config_item(c, "lxc.console.buffer.size", "auto"));
	for (int i = 3; i + 1 < argc; i += 2)
		CHECK(c->set_config_item(c, argv[i], argv[i + 1]));
	CHECK(c->save_config(c, NULL));
	CHECK(c->mount(c, "/tmp", "/mnt", NULL, MS_BIND, NULL, &mount) < 0 && !c->add_device_node(c, "/dev/fuse", NULL));
	CHECK(c->startl(c, 0, "/bin/sleep", "1000", NULL));
	devices();
	mounts(argv[1]);
	interfaces();
	consoles();
	descriptors();
	CHECK(c->stop(c) && c->destroy(c));
	CHECK(lxc_container_put(c) == 1);
	puts("all is well");
	return 0;
}
