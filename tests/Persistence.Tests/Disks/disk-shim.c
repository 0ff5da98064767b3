/* Preloaded into a process that keeps a journal: writes down, in order, what it does to the journal's files, and can
   let a call fail. A process that only copied the files would see states that no crash leaves. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 3, UNLINK = 4 };
enum { FILES = 3, DESCRIPTORS = 4096 };

/* As DiskLog.cs and DiskFaults.cs read and write them. */
struct record { uint32_t op, file; int32_t error; uint32_t unused; uint64_t offset, length; };
struct fault { int32_t op, file, error, count; };

static const char *const names[FILES] = { "journal.db", "journal.db-wal", "acks" };
static const char *folder;
static int out = -1;
static struct fault *fault;
static signed char which[DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void)
{
    char path[4096];
    folder = getenv("ORCH_SHIM_FOLDER");
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/shim.faults", folder);
    int fd = REAL(open)(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || REAL(ftruncate)(fd, sizeof *fault) != 0)
        abort();
    fault = mmap(0, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    REAL(close)(fd);
    snprintf(path, sizeof path, "%s/shim.log", folder);
    out = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (out < 0 || fault == MAP_FAILED)
        abort();
}

static int number(const char *path)
{
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length) || path[length] != '/')
        return -1;
    for (int i = 0; i < FILES; i++)
        if (!strcmp(path + length + 1, names[i]))
            return i;
    return -1;
}

static int known(int fd) { return fd >= 0 && fd < DESCRIPTORS ? which[fd] - 1 : -1; }

static void note(int op, int file, int error, uint64_t offset, const void *data, uint64_t length)
{
    struct record r = { op, file, error, 0, offset, length };
    if (REAL(write)(out, &r, sizeof r) != sizeof r || (data && REAL(write)(out, data, length) != (ssize_t)length))
        abort();
}

/* 0, or the errno with which this call is to fail. */
static int failing(int op, int file)
{
    if (fault->op != op || fault->file != file || fault->count == 0)
        return 0;
    if (fault->count > 0)
        fault->count--;
    return fault->error;
}

static ssize_t put(int fd, int file, const void *data, size_t length, uint64_t offset)
{
    pthread_mutex_lock(&lock);
    int error = failing(WRITE, file);
    ssize_t done = -1;
    if (!error) {
        done = REAL(pwrite64)(fd, data, length, offset);
        error = done < 0 ? errno : 0;
    }
    if (error)
        note(WRITE, file, error, offset, 0, 0);
    else
        note(WRITE, file, 0, offset, data, done);
    pthread_mutex_unlock(&lock);
    errno = error;
    return error ? -1 : done;
}

static int opened(int fd, const char *path)
{
    if (fd >= 0 && fd < DESCRIPTORS)
        which[fd] = number(path) + 1;
    return fd;
}

#define OPEN(name)                                            \
    int name(const char *path, int flags, ...)                \
    {                                                         \
        va_list list;                                         \
        va_start(list, flags);                                \
        int mode = va_arg(list, int);                         \
        va_end(list);                                         \
        return opened(REAL(name)(path, flags, mode), path);   \
    }
OPEN(open)
OPEN(open64)

int close(int fd)
{
    if (fd >= 0 && fd < DESCRIPTORS)
        which[fd] = 0;
    return REAL(close)(fd);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
    int file = known(fd);
    return file < 0 ? REAL(pwrite)(fd, data, length, offset) : put(fd, file, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    int file = known(fd);
    return file < 0 ? REAL(pwrite64)(fd, data, length, offset) : put(fd, file, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length)
{
    int file = known(fd);
    if (file < 0)
        return REAL(write)(fd, data, length);
    off64_t at = lseek64(fd, 0, SEEK_CUR);
    ssize_t done = put(fd, file, data, length, at);
    if (done > 0)
        lseek64(fd, at + done, SEEK_SET);
    return done;
}

static int sync_one(int fd, int (*real)(int))
{
    int file = known(fd);
    if (file < 0)
        return real(fd);
    pthread_mutex_lock(&lock);
    int error = failing(SYNC, file);
    if (!error && real(fd) != 0)
        error = errno;
    note(SYNC, file, error, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return error ? -1 : 0;
}

int fsync(int fd) { return sync_one(fd, REAL(fsync)); }

int fdatasync(int fd) { return sync_one(fd, REAL(fdatasync)); }

static int cut(int fd, uint64_t length)
{
    int file = known(fd);
    if (file < 0)
        return REAL(ftruncate64)(fd, length);
    pthread_mutex_lock(&lock);
    int error = failing(TRUNCATE, file);
    if (!error && REAL(ftruncate64)(fd, length) != 0)
        error = errno;
    note(TRUNCATE, file, error, length, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return error ? -1 : 0;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }

int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int unlink(const char *path)
{
    int file = number(path);
    if (file < 0)
        return REAL(unlink)(path);
    pthread_mutex_lock(&lock);
    int result = REAL(unlink)(path), error = result ? errno : 0;
    note(UNLINK, file, error, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
