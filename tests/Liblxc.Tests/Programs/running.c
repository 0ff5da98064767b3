/* One container through its life: PATH ROOTFS. The root has a busybox in /bin. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

struct seen {
	int fd;
	const char *expected;
};

/* Runs inside: this very program's function, in the container's namespaces. */
static int inside(void *payload)
{
	struct seen *seen = payload;
	char host[128] = "", line[512];

	gethostname(host, sizeof(host) - 1);
	snprintf(line, sizeof(line), "%s %d %d %d %s %s", host, getpid() > 1, getuid(), access("/etc/debian_version", F_OK) == 0,
		getenv("EXTRA") ? getenv("EXTRA") : "-", getenv("container") ? getenv("container") : "-");
	if (write(seen->fd, line, strlen(line)) < 0)
		return 9;
	return strcmp(host, seen->expected) ? 8 : 7;
}

static int shell(void *payload)
{
	(void)payload;
	return lxc_attach_run_command(&(lxc_attach_command_t){ "/bin/sh", (char *[]){ "sh", "-c", "exit 33", NULL } });
}

int main(int argc, char **argv)
{
	lxc_attach_options_t options = LXC_ATTACH_OPTIONS_DEFAULT;
	char *extra[] = { "EXTRA=given", NULL }, line[512] = "", init[32];
	struct seen seen = { -1, "inhost" };
	int ends[2], status;
	pid_t pid = -1;

	if (argc != 3)
		return 2;
	c = lxc_container_new("live", argv[1]);
	CHECK(c);
	CHECK(c->set_config_item(c, "lxc.rootfs.path", argv[2]));
	CHECK(c->set_config_item(c, "lxc.uts.name", "inhost"));
	CHECK(c->set_config_item(c, "lxc.net.0.type", "empty"));
	CHECK(c->set_config_item(c, "lxc.mount.auto", "proc:mixed sys:ro"));
	CHECK(c->save_config(c, NULL));
	CHECK(c->startl(c, 0, "/bin/sleep", "1000", NULL));
	CHECK(c->is_running(c) && !strcmp(c->state(c), "RUNNING") && c->wait(c, "RUNNING", 30));
	CHECK(c->init_pid(c) > 1 && !kill(c->init_pid(c), 0));
	snprintf(init, sizeof(init), "/proc/%d/ns/uts", c->init_pid(c));

	CHECK(!pipe(ends));
	seen.fd = ends[1];
	options.extra_env_vars = extra;
	CHECK(c->attach(c, inside, &seen, &options, &pid) == 0 && pid > 0);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	CHECK(read(ends[0], line, sizeof(line) - 1) > 0);
	printf("inside: %s\n", line);
	CHECK(WEXITSTATUS(status) == 7);
	CHECK(!strcmp(line, "inhost 1 0 0 given lxc"));

	CHECK(c->attach(c, shell, NULL, &options, &pid) == 0 && waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 33);
	CHECK(c->attach(c, lxc_attach_run_command, &(lxc_attach_command_t){ "/bin/nosuch", (char *[]){ "x", NULL } }, &options, &pid) == 0);
	CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 127);
	status = c->attach_run_wait(c, &options, "/bin/sh", (const char *[]){ "sh", "-c", "exit 5", NULL });
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	/* More words than there are registers. */
	status = c->attach_run_waitl(c, &options, "/bin/sh", "sh", "-c", "test \"$*\" = 'b c d e f g h i j' && exit 6", "a",
		"b", "c", "d", "e", "f", "g", "h", "i", "j", NULL);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 6);
	options.env_policy = LXC_ATTACH_CLEAR_ENV;
	options.uid = 1000;
	options.gid = 1000;
	options.initial_cwd = "/tmp";
	status = c->attach_run_waitl(c, &options, "/bin/sh", "sh", "-c",
		"test $(id -u):$(id -g) = 1000:1000 && test $(pwd) = /tmp && test -z \"$HOME\" && exit 4", NULL);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);

	CHECK(c->freeze(c) && !strcmp(c->state(c), "FROZEN") && c->is_running(c));
	CHECK(c->unfreeze(c) && !strcmp(c->state(c), "RUNNING"));
	fflush(NULL);
	if (fork() == 0) {
		alarm(120);
		CHECK(!strcmp(c->state(c), "RUNNING") && c->init_pid(c) > 1);
		CHECK(c->attach_run_wait(c, NULL, "/bin/true", (const char *[]){ "true", NULL }) == 0);
		_exit(0);
	}
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(c->stop(c) && !c->is_running(c) && c->init_pid(c) == -1 && c->wait(c, "STOPPED", 30));
	CHECK(c->destroy(c) && !c->is_defined(c));
	CHECK(lxc_container_put(c) == 1);
	puts("all is well");
	return 0;
}
