/* Calls every function of lxccontainer.h and attach_options.h that needs no running container, with sense, with NULL and
   with buffers that are too short. Ends with 0 and "all is well", or names the line that found something else. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <lxc/lxccontainer.h>
#include <lxc/version.h>

#define CHECK(x) do { if (!(x)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); exit(1); } } while (0)

static const char *path;

/* Under valgrind, which knows no openat2(2), by which trees are removed, and whose child would be looked at too. */
static bool checked;

static int never(void *payload)
{
	(void)payload;
	return 0;
}

static void free_functions(void)
{
	const char *states[8];
	char **names = NULL;
	struct lxc_container **found = NULL;
	char file[4096];
	struct lxc_log log = { .name = "x", .level = "DEBUG", .quiet = true, .file = "/nosuch/folder/log" };
	int count;

	CHECK(strlen(lxc_get_version()) > 0);
	CHECK(lxc_get_wait_states(NULL) == 8);
	CHECK(lxc_get_wait_states(states) == 8);
	CHECK(!strcmp(states[0], "STOPPED") && !strcmp(states[7], "THAWED"));
	CHECK(lxc_get_global_config_item("lxc.lxcpath"));
	CHECK(lxc_get_global_config_item("lxc.lxcpath") == lxc_get_global_config_item("lxc.lxcpath"));
	CHECK(!lxc_get_global_config_item("lxc.nosuch") && !lxc_get_global_config_item(NULL));
	CHECK(lxc_config_item_is_supported("lxc.uts.name") && !lxc_config_item_is_supported("lxc.nosuch"));
	CHECK(!lxc_config_item_is_supported(NULL));
	CHECK(lxc_has_api_extension("mount_injection") && !lxc_has_api_extension("nosuch") && !lxc_has_api_extension(NULL));
	CHECK(lxc_log_init(&log) < 0);
	snprintf(file, sizeof(file), "%s/library.log", path);
	log.file = file;
	CHECK(lxc_log_init(&log) == 0 && lxc_log_init(&log) == 0);
	CHECK(!lxc_container_new(NULL, path) && !lxc_container_new("", path) && !lxc_container_new("a/b", path));
	CHECK(lxc_container_get(NULL) == 0 && lxc_container_put(NULL) == -1);
	count = list_defined_containers(path, &names, &found);
	CHECK(count >= 0);
	for (int i = 0; i < count; i++) {
		CHECK(!strcmp(names[i], found[i]->name));
		free(names[i]);
		CHECK(lxc_container_put(found[i]) == 1);
	}
	free(names);
	free(found);
	CHECK(list_defined_containers("/nosuch", NULL, NULL) <= 0);
	CHECK(list_active_containers(path, NULL, NULL) == 0);
	CHECK(list_all_containers(path, NULL, NULL) == count);
	CHECK(list_all_containers(NULL, NULL, NULL) >= 0);
}

static void data_members(void)
{
	struct lxc_container *c = lxc_container_new("members", path);

	CHECK(c && !strcmp(c->name, "members") && !strcmp(c->config_path, path));
	CHECK(c->numthreads == 1 && c->daemonize && c->error_num == 0);
	CHECK(lxc_container_get(c) == 1 && c->numthreads == 2);
	CHECK(lxc_container_put(c) == 0 && c->numthreads == 1);
	CHECK(c->want_daemonize(c, false) && !c->daemonize && c->want_daemonize(c, true) && c->daemonize);
	CHECK(c->want_close_all_fds(c, true));
	c->pidfile = strdup("/tmp/nowhere");
	free(c->configfile);
	c->configfile = NULL;
	CHECK(!c->config_file_name(c));
	CHECK(lxc_container_put(c) == 1);
}

static void configuration(void)
{
	struct lxc_container *c = lxc_container_new("config", path);
	char file[4096], small[4], *name;
	int length;

	CHECK(c->get_config_item(c, "lxc.uts.name", NULL, 0) < 0);
	CHECK(c->set_config_item(c, "lxc.uts.name", "abcdefgh"));
	CHECK(c->get_config_item(c, "lxc.uts.name", NULL, 0) == 8);
	memset(small, 'z', sizeof(small));
	CHECK(c->get_config_item(c, "lxc.uts.name", small, sizeof(small)) == 8);
	CHECK(memchr(small, 0, sizeof(small)));
	CHECK(c->get_config_item(c, "lxc.uts.name", small, 0) == 8);
	CHECK(c->get_config_item(c, "lxc.uts.name", small, -1) == 8);
	CHECK(c->get_config_item(c, NULL, small, sizeof(small)) < 0);
	CHECK(c->get_config_item(NULL, "lxc.uts.name", small, sizeof(small)) < 0);
	CHECK(!c->set_config_item(c, NULL, "x") && !c->set_config_item(c, "lxc.nosuch", "x") && !c->set_config_item(NULL, "lxc.uts.name", "x"));
	CHECK(!c->set_config_item(c, "lxc.uts.name", "a\nlxc.hook.pre-start = /bin/evil"));
	CHECK(c->set_config_item(c, "lxc.net.0.type", "veth"));
	length = c->get_keys(c, "lxc.net.0", NULL, 0);
	CHECK(length > 0 && c->get_keys(c, NULL, NULL, 0) > 1000);
	CHECK(c->get_keys(c, "lxc.net.0", small, sizeof(small)) == length);
	CHECK(c->get_keys(c, "lxc.net.7", NULL, 0) < 0 && c->get_keys(NULL, NULL, NULL, 0) < 0);
	CHECK(!c->get_running_config_item(c, "lxc.uts.name") && !c->get_running_config_item(c, NULL));
	CHECK(c->save_config(c, NULL) && c->is_defined(c));
	snprintf(file, sizeof(file), "%s/config/config", path);
	CHECK(!access(file, R_OK));
	name = c->config_file_name(c);
	CHECK(name && !strcmp(name, file));
	free(name);
	CHECK(!c->save_config(c, "/nosuch/file") && c->error_string);
	CHECK(!c->load_config(c, "/nosuch/file") && !c->load_config(NULL, NULL) && !c->save_config(NULL, NULL));
	CHECK(c->clear_config_item(c, "lxc.uts.name") && !c->clear_config_item(c, NULL) && !c->clear_config_item(NULL, "x"));
	CHECK(c->get_config_item(c, "lxc.uts.name", NULL, 0) == 0);
	c->clear_config(c);
	c->clear_config(NULL);
	CHECK(c->load_config(c, NULL) && c->get_config_item(c, "lxc.uts.name", NULL, 0) == 8);
	CHECK(!strcmp(c->get_config_path(c), path) && !c->get_config_path(NULL));
	CHECK(c->set_config_path(c, "/tmp") && !strcmp(c->config_path, "/tmp") && !c->set_config_path(c, NULL));
	CHECK(c->set_config_path(c, path));
	CHECK(checked || (c->destroy(c) && !c->is_defined(c)));
	CHECK(lxc_container_put(c) == 1);
}

static void stopped(void)
{
	struct lxc_container *c = lxc_container_new("stopped", path);
	struct lxc_snapshot *snapshots = NULL;
	struct lxc_console_log log = { .read = true };
	struct lxc_mount mount = { .version = LXC_MOUNT_API_V1 };
	struct migrate_opts options = { .directory = "/nosuch" };
	lxc_attach_options_t attach = LXC_ATTACH_OPTIONS_DEFAULT;
	pid_t pid = -1;
	int tty = -1, fd = -1;
	char buffer[8];

	CHECK(!c->is_defined(c) && !c->is_defined(NULL));
	CHECK(!strcmp(c->state(c), "STOPPED") && !c->state(NULL));
	CHECK(!c->is_running(c) && !c->is_running(NULL));
	CHECK(!c->freeze(c) && !c->freeze(NULL) && !c->unfreeze(c) && !c->unfreeze(NULL));
	CHECK(c->init_pid(c) == -1 && c->init_pid(NULL) == -1 && c->init_pidfd(c) < 0 && c->devpts_fd(c) < 0);
	CHECK(c->seccomp_notify_fd(c) < 0 && c->seccomp_notify_fd_active(c) < 0);
	CHECK(c->seccomp_notify_fd(NULL) < 0 && c->init_pidfd(NULL) < 0 && c->devpts_fd(NULL) < 0);
	CHECK(!c->start(NULL, 0, NULL) && !c->startl(NULL, 0, NULL) && !c->stop(NULL));
	CHECK(c->wait(c, "STOPPED", 0) && c->wait(c, "RUNNING|STOPPED", -1) && !c->wait(c, "RUNNING", 0));
	CHECK(!c->wait(c, "NONSENSE", 0) && !c->wait(c, NULL, 0) && !c->wait(NULL, "STOPPED", 0));
	CHECK(!c->reboot(c) && !c->reboot2(c, 0) && !c->reboot(NULL) && !c->reboot2(NULL, 0) && !c->shutdown(NULL, 0));
	CHECK(!c->want_daemonize(NULL, true) && !c->want_close_all_fds(NULL, true) && !c->config_file_name(NULL));
	CHECK(!c->create(NULL, NULL, NULL, NULL, 0, NULL) && !c->createl(NULL, NULL, NULL, NULL, 0, NULL));
	CHECK(!c->destroy(NULL) && !c->destroy_with_snapshots(NULL) && !c->rename(c, NULL) && !c->rename(NULL, "x"));
	CHECK(!c->get_interfaces(c) && !c->get_interfaces(NULL) && !c->get_ips(c, NULL, NULL, 0) && !c->get_ips(NULL, NULL, NULL, 0));
	CHECK(c->get_cgroup_item(c, "memory.max", NULL, 0) < 0 && c->get_cgroup_item(c, NULL, buffer, 8) < 0);
	CHECK(!c->set_cgroup_item(c, "memory.max", "1") && !c->set_cgroup_item(c, NULL, NULL) && !c->set_cgroup_item(NULL, "a", "b"));
	CHECK(!c->clone(NULL, NULL, NULL, 0, NULL, NULL, 0, NULL));
	CHECK(c->console_getfd(c, &tty, &fd) < 0 && c->console_getfd(c, NULL, NULL) < 0 && c->console_getfd(NULL, &tty, &fd) < 0);
	CHECK(c->console(c, -1, 0, 1, 2, 1) < 0 && c->console(NULL, -1, 0, 1, 2, 1) < 0);
	CHECK(c->attach(c, never, NULL, &attach, &pid) < 0 && c->attach(c, NULL, NULL, &attach, &pid) < 0);
	CHECK(c->attach(c, never, NULL, NULL, NULL) < 0 && c->attach(NULL, never, NULL, &attach, &pid) < 0 && pid == -1);
	CHECK(c->attach_run_wait(c, &attach, "/bin/true", NULL) < 0 && c->attach_run_wait(NULL, &attach, NULL, NULL) < 0);
	CHECK(c->attach_run_waitl(c, &attach, "/bin/true", "true", NULL) < 0 && c->attach_run_waitl(NULL, NULL, NULL, NULL) < 0);
	CHECK(c->snapshot(c, NULL) < 0 && c->snapshot(NULL, NULL) < 0);
	CHECK(c->snapshot_list(c, &snapshots) <= 0 && c->snapshot_list(c, NULL) < 0 && c->snapshot_list(NULL, &snapshots) < 0);
	CHECK(!c->snapshot_restore(c, "snap0", NULL) && !c->snapshot_restore(c, NULL, NULL) && !c->snapshot_restore(NULL, "a", NULL));
	CHECK(!c->snapshot_destroy(c, "snap0") && !c->snapshot_destroy(c, NULL) && !c->snapshot_destroy(NULL, "a"));
	CHECK(!c->snapshot_destroy_all(NULL));
	CHECK(c->may_control(c) && !c->may_control(NULL));
	CHECK(!c->add_device_node(c, "/dev/null", NULL) && !c->add_device_node(c, NULL, NULL) && !c->add_device_node(NULL, "a", NULL));
	CHECK(!c->remove_device_node(c, "/dev/null", NULL) && !c->remove_device_node(c, NULL, NULL));
	CHECK(!c->attach_interface(c, "nosuch0", NULL) && !c->attach_interface(c, NULL, NULL) && !c->attach_interface(NULL, "a", NULL));
	CHECK(!c->detach_interface(c, "nosuch0", NULL) && !c->detach_interface(c, NULL, NULL));
	CHECK(!c->checkpoint(c, "/nosuch", false, false) && !c->checkpoint(c, NULL, false, false));
	CHECK(!c->restore(c, "/nosuch", false) && !c->restore(c, NULL, false));
	CHECK(c->migrate(c, MIGRATE_DUMP, &options, sizeof(options)) != 0 && c->migrate(c, 4711, &options, sizeof(options)) != 0);
	CHECK(c->migrate(c, MIGRATE_DUMP, NULL, 0) != 0 && c->migrate(NULL, MIGRATE_DUMP, &options, sizeof(options)) != 0);
	CHECK(c->console_log(c, &log) < 0 && c->console_log(c, NULL) < 0 && c->console_log(NULL, &log) < 0);
	CHECK(c->mount(c, "/tmp", "/mnt", NULL, 0, NULL, &mount) < 0 && c->mount(c, NULL, NULL, NULL, 0, NULL, NULL) < 0);
	CHECK(c->umount(c, "/mnt", 0, &mount) < 0 && c->umount(c, NULL, 0, NULL) < 0);
	CHECK(lxc_attach_run_command(NULL) == -1);
	CHECK(lxc_container_put(c) == 1);
}

/* Why calls failed until here stands in the log, and what fails once it is closed does not. */
static void logged(void)
{
	struct lxc_container *c = lxc_container_new("quiet", path);
	char file[4096], line[4096];
	bool there = false;
	FILE *f;

	lxc_log_close();
	CHECK(!c->set_config_item(c, "lxc.nosuch", "x") && lxc_container_put(c) == 1);
	snprintf(file, sizeof(file), "%s/library.log", path);
	CHECK((f = fopen(file, "r")) != NULL);
	while (fgets(line, sizeof(line), f)) {
		CHECK(!strncmp(line, "lxc ", 4) && strstr(line, " ERROR ") && !strstr(line, "quiet"));
		there |= !!strstr(line, "lxc.nosuch");
	}
	CHECK(there && !fclose(f));
}

static void *of_a_thread(void *number)
{
	char name[32];

	for (int round = 0; round < 25; round++) {
		struct lxc_container *c, *shared = number;
		snprintf(name, sizeof(name), "thread-%ld-%d", (long)pthread_self() & 0xffff, round);
		c = lxc_container_new(name, path);
		CHECK(c && c->set_config_item(c, "lxc.uts.name", name));
		CHECK(c->get_config_item(c, "lxc.uts.name", NULL, 0) == (int)strlen(name));
		CHECK(lxc_container_get(shared) == 1);
		CHECK(shared->set_config_item(shared, "lxc.group", "g") && shared->get_config_item(shared, "lxc.group", NULL, 0) > 0);
		CHECK(!strcmp(shared->state(shared), "STOPPED"));
		CHECK(lxc_container_put(shared) == 0);
		CHECK(lxc_container_put(c) == 1);
	}
	return NULL;
}

static void threads(void)
{
	struct lxc_container *shared = lxc_container_new("shared", path);
	pthread_t all[16];

	for (int i = 0; i < 16; i++)
		CHECK(!pthread_create(all + i, NULL, of_a_thread, shared));
	for (int i = 0; i < 16; i++)
		CHECK(!pthread_join(all[i], NULL));
	CHECK(shared->get_config_item(shared, "lxc.group", NULL, 0) == 16 * 25 * 2);
	CHECK(shared->numthreads == 1 && lxc_container_put(shared) == 1);
}

/* After the program's own fork: what was set and not saved is still there, and the parent's stays the parent's. */
static void forked(int depth)
{
	struct lxc_container *c = lxc_container_new("forked", path);
	int status;

	CHECK(c->set_config_item(c, "lxc.uts.name", "unsaved"));
	fflush(NULL);
	if (fork() == 0) {
		struct lxc_container *own;
		char value[16];
		alarm(120);
		CHECK(c->get_config_item(c, "lxc.uts.name", value, sizeof(value)) == 7 && !strcmp(value, "unsaved"));
		CHECK(c->set_config_item(c, "lxc.uts.name", "child"));
		CHECK(!strcmp(c->state(c), "STOPPED") && c->wait(c, "STOPPED", 5));
		own = lxc_container_new("own", path);
		CHECK(own && own->set_config_item(own, "lxc.uts.name", "own") && lxc_container_put(own) == 1);
		CHECK(list_active_containers(path, NULL, NULL) == 0);
		if (depth > 0)
			forked(depth - 1);
		CHECK(lxc_container_get(c) == 1 && lxc_container_put(c) == 0 && lxc_container_put(c) == 1);
		exit(0);
	}
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(c->get_config_item(c, "lxc.uts.name", NULL, 0) == 7);
	CHECK(lxc_container_put(c) == 1);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	path = argv[1];
	checked = argc > 2;
	free_functions();
	data_members();
	configuration();
	stopped();
	logged();
	threads();
	if (!checked)
		forked(2);
	puts("all is well");
	return 0;
}
