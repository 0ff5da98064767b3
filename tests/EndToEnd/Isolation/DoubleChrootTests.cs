using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>
/// The classic escape: chroot again without changing the working directory, climb with "..", chroot to ".". It works
/// on a plain chroot(2) and must not work in a container, whose old root is gone (pivot_root(2)).
/// </summary>
public sealed class DoubleChrootTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Escape = """
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <sys/stat.h>
        #include <unistd.h>
        int main(int argc, char **argv)
        {
            mkdir("/tmp/pit", 0755);
            if (chroot("/tmp/pit")) { perror("chroot"); return 10; }
            for (int i = 0; i < 64; i++) chdir("..");
            if (chroot(".")) { perror("chroot ."); return 11; }
            FILE *f = fopen(argv[1], "r");
            if (!f) { perror(argv[1]); return 12; }
            puts("escaped");
            return 0;
        }
        """;

    [Fact]
    public async Task Escape_WorksOnAPlainChroot_FailsInAContainer()
    {
        var source = root.Write("escape.c", Escape);
        var jail = Directory.CreateDirectory(Path.Combine(root.Folder, "jail")).FullName;
        Directory.CreateDirectory(Path.Combine(jail, "tmp"));
        (await root.Tool("/usr/bin/gcc", "-O", "-static", "-o", Path.Combine(jail, "escape"), source)).Ok();
        var secret = root.Write("secret", "of the host");

        var plain = await root.Tool("/usr/sbin/chroot", jail, "/escape", secret);
        plain.Ok().Out.ShouldBe("escaped\n");

        var contained = await root.Orch("run", "--cap-add", "SYS_CHROOT", "-v", $"{jail}/escape:/escape:ro", "busybox", "/escape", secret);
        contained.ExitCode.ShouldBeInRange(10, 12, contained.ToString());
        contained.Out.ShouldBe("");
    }
}
