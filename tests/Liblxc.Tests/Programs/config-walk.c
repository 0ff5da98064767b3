/* Reads lines "KEY VALUE" and shows what a new container makes of each: answer of set, value, keys below, saved text.
   The same program runs on two libraries, and what it prints is compared. */
#include <stdio.h>
#include <string.h>
#include <lxc/lxccontainer.h>

static void show(struct lxc_container *c, const char *key)
{
	char value[8192];
	int asked = c->get_config_item(c, key, NULL, 0), got;

	memset(value, 0, sizeof(value));
	got = c->get_config_item(c, key, value, sizeof(value));
	printf("  %s: %d %d", key, asked, got);
	if (got > 0 && strlen(value) != (size_t)got)
		printf(" (length %zu)", strlen(value));
	puts("");
	for (char *line = strtok(value, "\n"); got > 0 && line; line = strtok(NULL, "\n"))
		printf("    |%s\n", line);
}

static void keys(struct lxc_container *c, const char *prefix)
{
	char value[8192];
	int asked = c->get_keys(c, prefix, NULL, 0), got;

	memset(value, 0, sizeof(value));
	got = c->get_keys(c, prefix, value, sizeof(value));
	printf("  keys %s: %d %d\n%s", prefix ? prefix : "(all)", asked, got, got > 0 ? value : "");
}

static void text(struct lxc_container *c, const char *file)
{
	char line[4096];
	FILE *saved;

	printf("  save %d\n", c->save_config(c, file));
	saved = fopen(file, "r");
	while (saved && fgets(line, sizeof(line), saved))
		if (*line != '\n')
			printf("    >%s", line);
	if (saved)
		fclose(saved);
	remove(file);
}

int main(int argc, char **argv)
{
	char line[4096];
	struct lxc_container *c = NULL;

	if (argc != 3)
		return 2;
	while (fgets(line, sizeof(line), stdin)) {
		char *value;
		line[strcspn(line, "\n")] = 0;
		if (!*line || *line == '#')
			continue;
		value = strchr(line, ' ');
		if (value)
			*value++ = 0;
		if (!strcmp(line, "new")) {
			if (c)
				lxc_container_put(c);
			c = lxc_container_new("walk", argv[1]);
			printf("new\n");
		} else if (!strcmp(line, "get")) {
			show(c, value);
		} else if (!strcmp(line, "keys")) {
			keys(c, value);
		} else if (!strcmp(line, "save")) {
			text(c, argv[2]);
		} else if (!strcmp(line, "clear")) {
			if (value)
				printf("clear %s %d\n", value, c->clear_config_item(c, value));
			else {
				c->clear_config(c);
				puts("clear all");
			}
		} else if (!strcmp(line, "load")) {
			printf("load %s %d\n", strrchr(value, '/') + 1, c->load_config(c, value));
		} else if (!strcmp(line, "supported")) {
			printf("supported %s %d\n", value, lxc_config_item_is_supported(value));
		} else {
			printf("set %s %d\n", line, c->set_config_item(c, line, value && *value ? value : NULL));
			show(c, line);
		}
	}
	if (c)
		lxc_container_put(c);
	return 0;
}
