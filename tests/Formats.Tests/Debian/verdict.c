/* verdict LIBLXC LXCPATH < list of files: prints "1 FILE" for each configuration that liblxc loads, else "0 FILE". */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The members of struct lxc_container up to load_config: data, then functions (lxc/lxccontainer.h, ABI 1.7). */
struct container {
	char data[80];
	void *before[6];
	bool (*load_config)(struct container *, const char *);
	void *between[7];
	bool (*set_config_item)(struct container *, const char *, const char *);
	void *rest[64];
};

int main(int argc, char **argv)
{
	char file[4096];
	void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
	struct container *(*make)(const char *, const char *);
	int (*put)(struct container *);

	if (!library) {
		fprintf(stderr, "%s\n", argc == 3 ? dlerror() : "usage: verdict LIBLXC LXCPATH");
		return 2;
	}
	make = (struct container *(*)(const char *, const char *))dlsym(library, "lxc_container_new");
	put = (int (*)(struct container *))dlsym(library, "lxc_container_put");
	while (fgets(file, sizeof(file), stdin)) {
		struct container *c = make("verdict", argv[2]);

		file[strcspn(file, "\n")] = 0;
		if (!c) {
			fprintf(stderr, "lxc_container_new failed\n");
			return 2;
		}
		printf("%d %s\n", c->load_config(c, file), file);
		fflush(stdout);
		put(c);
	}
	return 0;
}
