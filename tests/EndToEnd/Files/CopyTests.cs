using System.Diagnostics;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Files;

/// <summary><c>cp</c>, <c>diff</c> and <c>export</c> as a user has them, on containers that run, are frozen and do not run.</summary>
public sealed class CopyTests(OrchRoot root) : IClassFixture<OrchRoot>, IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("orch-cp-").FullName;

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public async Task Cp_InAndOut_RunningFrozenAndStopped_IsTheSameAndRecorded()
    {
        Directory.CreateDirectory(Here("tree/sub"));
        await File.WriteAllTextAsync(Here("tree/file"), "content");
        await File.WriteAllTextAsync(Here("tree/sub/deep"), "deep");
        File.CreateSymbolicLink(Here("tree/link"), "sub/deep");
        (await root.Orch("run", "-d", "--name", "c", "busybox", "sleep", "600")).Ok();

        (await root.Orch("cp", Here("tree"), "c:/opt")).Ok();
        (await root.Orch("exec", "c", "cat", "/opt/tree/link")).Ok().Out.ShouldBe("deep");
        (await root.Orch("exec", "c", "stat", "-c", "%u:%g", "/opt/tree/file")).Ok().Out.ShouldBe("0:0\n");
        (await root.Orch("freeze", "c")).Ok();
        (await root.Orch("cp", Here("tree/file"), "c:/opt/frozen")).Ok();
        (await root.Orch("cp", "c:/opt/frozen", Here("frozen"))).Ok();
        (await File.ReadAllTextAsync(Here("frozen"))).ShouldBe("content");
        (await root.Orch("thaw", "c")).Ok();
        (await root.Orch("exec", "c", "cat", "/opt/frozen")).Ok().Out.ShouldBe("content");

        (await root.Orch("kill", "c")).Ok();
        (await root.Orch("wait", "c")).Ok();
        // Below a directory that only the image has, and in the place of a file of the image.
        (await root.Orch("cp", Here("tree") + "/.", "c:/usr/share")).Ok();
        (await root.Orch("cp", Here("tree/file"), "c:/etc/group")).Ok();
        (await root.Orch("cp", "c:/usr/share", Here("back"))).Ok();
        (await File.ReadAllTextAsync(Here("back/sub/deep"))).ShouldBe("deep");
        // Before it is started again: its story is then that of the new attempt.
        var why = (await root.Orch("audit", "why", "c")).Ok().Out;
        why.ShouldContain("copied files into /opt");
        why.ShouldContain("copied /opt/frozen out of it");
        why.ShouldContain("copied files into /usr/share");

        (await root.Orch("start", "c")).Ok();
        (await root.Orch("exec", "c", "cat", "/usr/share/link", "/etc/group")).Ok().Out.ShouldBe("deepcontent");
        (await root.Orch("exec", "c", "stat", "-c", "%u:%g %a", "/usr/share", "/etc/group", "/usr")).Ok().Lines.ShouldAllBe(line => line.StartsWith("0:0 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cp_IntoOneThatDoesNotRun_KeepsItFromStartingMeanwhile()
    {
        await File.WriteAllTextAsync(Here("file"), new string('x', 100_000));
        (await root.Orch("create", "--name", "held", "busybox", "sleep", "600")).Ok();
        await Run("sh", "-c", $"tar -C '{_here}' -cf '{Here("some.tar")}' file");
        // The archive comes in two parts, and the second one when it is told.
        var copying = root.ToolWith([], Clock.Long, "/bin/sh", "-c", $"cd '{_here}'; {{ head -c 5000 some.tar; while test ! -e go; do sleep 0.1; done; tail -c +5001 some.tar; }} | '{Binaries.Orch}' cp - held:/opt");
        await Clock.Until("the copy is under way", async () => (await root.Events("held")).Any(e => e.GetProperty("type").GetString() == "container-files-requested"));

        (await root.Orch("start", "held")).Expect(125).Error.ShouldContain("orch cp");

        await File.WriteAllTextAsync(Here("go"), "");
        (await copying).Ok();
        (await root.Orch("start", "held")).Ok();
        (await root.Orch("exec", "held", "sh", "-c", "wc -c </opt/file")).Ok().Out.Trim().ShouldBe("100000");
        (await root.Orch("rm", "-f", "held")).Ok();
    }

    [Fact]
    public async Task Cp_FollowLink_CopiesWhatTheSourceLeadsToAndNothingOfTheHost()
    {
        Directory.CreateDirectory(Here("real"));
        await File.WriteAllTextAsync(Here("real/file"), "content");
        File.CreateSymbolicLink(Here("real/inner"), "file");
        File.CreateSymbolicLink(Here("tree"), "real");
        File.CreateSymbolicLink(Here("nowhere"), "gone");
        (await root.Orch("run", "-d", "--name", "linked", "busybox", "sleep", "600")).Ok();

        // By its own name, and links below it stay links.
        (await root.Orch("cp", "-L", Here("tree"), "linked:/opt")).Ok();
        (await root.Orch("exec", "linked", "sh", "-c", "test ! -L /opt/tree && cat /opt/tree/file && readlink /opt/tree/inner")).Ok().Out.ShouldBe("contentfile\n");
        (await root.Orch("cp", Here("tree"), "linked:/mnt")).Ok();
        (await root.Orch("exec", "linked", "readlink", "/mnt/tree")).Ok().Out.ShouldBe("real\n");
        (await root.Orch("cp", "--follow-link", Here("nowhere"), "linked:/opt")).Expect(1).Error.ShouldContain("leads to nothing");

        // Inside, an absolute link leads to the container's file; the host's of that name stays unread.
        await File.WriteAllTextAsync(Here("secret"), "of the host");
        (await root.Orch("exec", "linked", "sh", "-c", $"mkdir -p '{_here}' && echo inside >'{Here("secret")}' && cd /opt && ln -s '{Here("secret")}' a && ln -s ./a b && ln -s loop loop && ln -s tree t")).Ok();
        (await root.Orch("cp", "-L", "linked:/opt/b", Here("got"))).Ok();
        (await File.ReadAllTextAsync(Here("got"))).ShouldBe("inside\n");
        new FileInfo(Here("got")).LinkTarget.ShouldBeNull();
        (await root.Orch("cp", "-L", "linked:/opt/t", Here("back"))).Ok();
        (await File.ReadAllTextAsync(Here("back/file"))).ShouldBe("content");
        (await root.Orch("cp", "-L", "linked:/opt/loop", Here("x"))).Expect(1).Error.ShouldContain("leads to nothing");
        (await root.Orch("rm", "-f", "linked")).Ok();
    }

    [Fact]
    public async Task Cp_OwnersAndSetuid_AreKeptInsideAndDropOutside()
    {
        (await root.Orch("run", "-d", "--name", "o", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "o", "sh", "-c", "mkdir /d && echo x > /d/su && chown 33:44 /d/su && chmod 6755 /d/su")).Ok();

        (await root.Orch("cp", "o:/d/su", Here("su"))).Ok();
        ((int)File.GetUnixFileMode(Here("su"))).ShouldBe(0b111_101_101);
        (await Run("sh", "-c", $"'{Binaries.Orch}' --root '{root.Path}' cp o:/d - | tar -tvf - --numeric-owner")).ShouldContain("-rwsr-sr-x 33/44");
        // The stream of one container is that of another.
        (await root.Orch("run", "-d", "--name", "p", "busybox", "sleep", "600")).Ok();
        await Run("sh", "-c", $"'{Binaries.Orch}' --root '{root.Path}' cp o:/d - | '{Binaries.Orch}' --root '{root.Path}' cp - p:/mnt");
        (await root.Orch("exec", "p", "stat", "-c", "%u:%g %a", "/mnt/d/su")).Ok().Out.ShouldBe("33:44 6755\n");
        (await root.Orch("cp", "-a", Here("su"), "p:/mnt/kept")).Ok();
        (await root.Orch("exec", "p", "stat", "-c", "%a", "/mnt/kept")).Ok().Out.ShouldBe("755\n");
    }

    [Fact]
    public async Task Cp_ThroughLinksOfTheContainer_StaysInsideIt()
    {
        await File.WriteAllTextAsync(Here("victim"), "outside");
        await File.WriteAllTextAsync(Here("new"), "new");
        (await root.Orch("run", "-d", "--name", "l", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "l", "sh", "-c", $"ln -s / /abs; ln -s ../../../../.. /rel; ln -s {_here} /out; ln -s /proc/1/root /magic; ln -s /proc/self/cwd /cwd")).Ok();

        (await root.Orch("cp", "l:/abs/etc/passwd", Here("passwd"))).Ok();
        (await File.ReadAllTextAsync(Here("passwd"))).ShouldBe((await root.Orch("exec", "l", "cat", "/etc/passwd")).Ok().Out);
        (await root.Orch("cp", "l:/rel/etc/passwd", Here("passwd2"))).Ok();
        foreach (var path in new[] { "/out/victim", "/magic/etc/passwd", "/cwd/etc/passwd", $"/../../../../{_here}/victim" })
            (await root.Orch("cp", "l:" + path, Here("stolen"))).ExitCode.ShouldBe(1, path);
        File.Exists(Here("stolen")).ShouldBeFalse();
        (await root.Orch("cp", Here("new"), "l:/out/victim")).ExitCode.ShouldNotBe(0);
        (await root.Orch("cp", Here("new"), "l:/magic/victim")).ExitCode.ShouldNotBe(0);
        (await File.ReadAllTextAsync(Here("victim"))).ShouldBe("outside");
        // A directory is never the price of a file.
        (await root.Orch("exec", "l", "mkdir", "/dir")).Ok();
        await Run("sh", "-c", $"cd '{_here}' && echo x > dir && tar -cf dir.tar dir");
        var refused = await Run("sh", "-c", $"'{Binaries.Orch}' --root '{root.Path}' cp - l:/ < '{Here("dir.tar")}' 2>&1 || true");
        refused.ShouldContain("is a directory");
        (await root.Orch("exec", "l", "test", "-d", "/dir")).Ok();
    }

    [Fact]
    public async Task Cp_WhatCannotBe_SaysWhy()
    {
        (await root.Orch("run", "-d", "--name", "w", "busybox", "sleep", "600")).Ok();
        (await root.Orch("cp", Here("a"), Here("b"))).ExitCode.ShouldBe(2);
        (await root.Orch("cp", "w:/a", "w:/b")).Error.ShouldContain("Both are in containers");
        (await root.Orch("cp", Here("nothing"), "w:/")).Error.ShouldContain("There is no");
        (await root.Orch("cp", "w:/nothing", Here("x"))).Error.ShouldContain("There is no /nothing in w");
        (await root.Orch("cp", "nobody:/etc", Here("x"))).Error.ShouldContain("nobody");
        (await root.Orch("cp", "w:/etc", Here("no/such/place"))).Error.ShouldContain("There is no directory");
        await File.WriteAllTextAsync(Here("file"), "x");
        (await root.Orch("cp", "w:/etc", Here("file"))).Error.ShouldContain("is a file");
        (await root.Orch("cp", Here("file"), "w:/no/such/place/")).ExitCode.ShouldNotBe(0);
        (await Run("sh", "-c", $"echo garbage, and no archive | '{Binaries.Orch}' --root '{root.Path}' cp - w:/ 2>&1 || true")).ShouldContain("archive");
    }

    [Fact]
    public async Task Diff_TellsWhatWasAddedChangedAndDeleted()
    {
        (await root.Orch("run", "-d", "--name", "d", "busybox", "sleep", "600")).Ok();
        (await root.Orch("diff", "-q", "d")).Ok().Out.ShouldBeEmpty();
        (await root.Orch("exec", "d", "sh", "-c", "echo x > /etc/new && echo y >> /etc/passwd && rm /etc/group && mkdir -p /a/b && rm -r /usr/share && mkdir /usr/share")).Ok();
        var running = (await root.Orch("diff", "--format", "csv", "d")).Ok().Lines;
        running.ShouldBe(["kind,path", "A,/a", "A,/a/b", "C,/etc", "D,/etc/group", "A,/etc/new", "C,/etc/passwd", "C,/usr", "C,/usr/share", "D,/usr/share/udhcpc"], ignoreOrder: true, string.Join('\n', running));
        (await root.Orch("kill", "d")).Ok();
        (await root.Orch("wait", "d")).Ok();
        (await root.Orch("diff", "--format", "csv", "d")).Ok().Lines.ShouldBe(running);
    }

    [Fact]
    public async Task Export_IsTheRootWithoutWhatIsMountedInIt()
    {
        (await root.Orch("run", "-d", "--name", "e", "--tmpfs", "/scratch", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "e", "sh", "-c", "echo x > /scratch/gone && echo y > /kept && chown 5:6 /kept")).Ok();
        (await root.Orch("export", "-o", Here("running.tar"), "e")).Ok();
        (await root.Orch("kill", "e")).Ok();
        (await root.Orch("wait", "e")).Ok();
        (await root.Orch("export", "-o", Here("stopped.tar"), "e")).Ok();

        foreach (var file in new[] { "running.tar", "stopped.tar" })
        {
            var list = await Run("tar", "-tvf", Here(file), "--numeric-owner");
            list.ShouldContain("5/6 ");
            list.ShouldContain(" kept\n");
            list.ShouldContain(" proc/\n");
            list.ShouldContain(" bin/busybox\n");
            list.ShouldNotContain("gone");
            list.ShouldNotContain(" proc/1");
            list.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains(" 0/0 ", StringComparison.Ordinal) || line.Contains(" 5/6 ", StringComparison.Ordinal));
        }
        (await root.Orch("audit", "why", "e")).Ok().Out.ShouldContain("exported its root");
    }

    private string Here(string name) => Path.Combine(_here, name);

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output;
    }
}
