using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Batches.Files;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Tests.Contracts;

public sealed class BatchFileTests
{
    [Fact]
    public void Read_FullFile_DefinitionWithDefaultsAndAbsolutePaths()
    {
        var batch = Read("""
            name: checks
            concurrency: 16
            defaults: { image: busybox, memory: 64M, cpus: 0.5, timeout: 1m, retries: 2, env: { A: "1", B: "2" } }
            jobs:
              - name: sum
                foreach: [/x, /y]
                command: [sh, -c, "cat /in"]
                env: { B: "3" }
                inputs: [{ source: "{item}", target: /in }]
                output: { target: /out, dest: results }
                retryOn: { codes: [75], signals: [KILL], oom: true }
              - name: report
                afterOk: [sum]
                memory: 1G
                count: 3
                priority: 90
                command: ["true"]
            """).Definition.ShouldNotBeNull();

        batch.Name.ShouldBe("checks");
        batch.Concurrency.ShouldBe(16);
        var sum = batch.Jobs[0];
        sum.MemberCount.ShouldBe(2);
        sum.Resources.ShouldBe(new ResourceRequest { MemoryBytes = 64L << 20, Cpus = 0.5 });
        sum.Env.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "3" }, ignoreOrder: true);
        sum.Inputs.ShouldBe([new BatchInput("{item}", "/in")]);
        sum.Output.ShouldBe(new BatchOutput("/out", "/base/results"));
        sum.TimeoutSeconds.ShouldBe(60);
        sum.Retries.ShouldBe(2);
        sum.RetryOn!.Codes.ShouldBe([75]);
        sum.RetryOn.Signals.ShouldBe([9]);
        var report = batch.Jobs[1];
        report.MemberCount.ShouldBe(3);
        report.AfterOk.ShouldBe(["sum"]);
        report.Resources.MemoryBytes.ShouldBe(1L << 30);
        report.Priority.ShouldBe(90);
    }

    [Theory]
    [InlineData("", "b.yaml:1:1: the file is empty; a batch needs 'jobs'")]
    [InlineData("name: x", "b.yaml:1:1: 'jobs' is missing: a batch needs at least one job")]
    [InlineData("- a", "b.yaml:1:1: a batch file must be a mapping (key: value), not a list")]
    [InlineData("jobs: []", "b.yaml:1:7: 'jobs' must be a list with at least one job (- name: …)")]
    [InlineData("jobz: []\njobs: [{ name: a, image: i, command: [x] }]", "b.yaml:1:1: unknown key 'jobz' in a batch; did you mean 'jobs'?")]
    [InlineData("jobs:\n  - name: a\n    image: i\n    command: [x]\n    memory: 64Q", "b.yaml:5:13: 'memory' must be a size such as 64M or 1.5G, not '64Q'")]
    [InlineData("jobs:\n  - name: a\n    image: i\n    command: [x]\n    timeout: soon", "b.yaml:5:14: 'timeout' must be a duration such as 30s or 1h30m, not 'soon'")]
    [InlineData("jobs:\n  - name: a\n    image: i\n    command: echo hi", "b.yaml:4:14: 'command' must be a list such as [sh, -c, \"echo hi\"]; nothing splits a text into words here")]
    [InlineData("jobs:\n  - name: a\n    image: i\n    command: []", "b.yaml:4:14: 'command' must not be empty")]
    [InlineData("jobs:\n  - image: i\n    command: [x]", "b.yaml:2:5: a job needs a 'name'")]
    [InlineData("jobs:\n  - name: a\n    command: [x]", "b.yaml:2:5: job 'a' needs an 'image' (or give one in 'defaults')")]
    [InlineData("jobs:\n  - name: a/b\n    image: i\n    command: [x]", "b.yaml:2:11: 'a/b' is not a possible name: letters, digits and _ + - . only, not starting with a dot, at most 128 characters")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x] }\n  - { name: a, image: i, command: [x] }", "b.yaml:3:5: a job named 'a' exists already in line 2")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], after: b }", "b.yaml:2:5: job 'a' waits for 'b', which is no job of this batch")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], after: a }", "b.yaml:2:5: job 'a' waits for itself")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], after: b }\n  - { name: b, image: i, command: [x], afterOk: a }", "b.yaml:2:5: these jobs wait for each other: a -> b -> a")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], count: 2, foreach: [1] }", "b.yaml:2:59: job 'a' has both 'foreach' and 'count'; give one of them")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], count: 0 }", "b.yaml:2:47: 'count' must be from 1 to 100000, not 0")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], priority: 101 }", "b.yaml:2:50: 'priority' must be from 0 to 100, not 101")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], inputs: [{ source: s, target: in }] }", "b.yaml:2:49: 'target' must be an absolute path inside the container, not 'in'")]
    [InlineData("jobs:\n  - { name: a, image: i, command: [x], name: b }", "b.yaml:2:40: 'name' is given twice; the first time in line 2")]
    [InlineData("defaults: { name: x }\njobs:\n  - { name: a, image: i, command: [x] }", "b.yaml:1:13: 'name' belongs into a job, not into 'defaults'")]
    [InlineData("name: [", "b.yaml:2:1")]
    [InlineData("jobs: *nowhere", "b.yaml:1:7: there is no anchor '&nowhere' before this line")]
    public void Read_Wrong_FileLineAndReason(string text, string error)
    {
        var (definition, errors) = Read(text);

        definition.ShouldBeNull();
        errors.ShouldNotBeEmpty();
        errors[0].ToString().ShouldStartWith(text.EndsWith('[') ? "b.yaml:" : error);
    }

    [Fact]
    public void Read_SeveralErrors_AllReported()
    {
        var (_, errors) = Read("jobs:\n  - name: a\n    image: i\n    command: [x]\n    memory: x\n    cpus: y\n    colour: z\n");

        errors.Select(e => e.Line).ShouldBe([5, 6, 7]);
    }

    [Fact]
    public void Read_BillionLaughs_Refused()
    {
        var text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
        for (var c = 'b'; c <= 'h'; c++)
            text += $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 10))}]\n";

        var (_, errors) = Read(text);

        errors.ShouldContain(e => e.Message.Contains("more than 200000 values"));
    }

    [Fact]
    public void Read_DeepNesting_Refused()
    {
        var (_, errors) = Read("a: " + new string('[', 100) + new string(']', 100));

        errors.ShouldContain(e => e.Message == "nested deeper than 32 levels");
    }

    [Fact]
    public void Read_Glob_FilesInOrder()
    {
        var folder = Directory.CreateTempSubdirectory("orch-glob-");
        try
        {
            foreach (var name in (string[])["b.txt", "a.txt", ".hidden.txt", "c.md"])
                File.WriteAllText(Path.Combine(folder.FullName, name), "");
            var (batch, _) = BatchFileReader.Read(
                new StringReader("jobs:\n  - { name: a, image: i, command: [x], foreach: { glob: '*.txt' }, inputs: [{ source: '{item}', target: /in }] }"),
                "b.yaml", folder.FullName);

            batch!.Jobs[0].Items.ShouldBe(["a.txt", "b.txt"]);
            batch.Jobs[0].Inputs[0].Source.ShouldBe(folder.FullName + "/{item}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Read_GlobWithoutMatch_SaysWhere()
    {
        var (_, errors) = Read("jobs:\n  - { name: a, image: i, command: [x], foreach: { glob: /nosuch/* } }");

        errors.ShouldHaveSingleItem().Message.ShouldContain("/nosuch/*");
    }

    [Fact]
    public void ReadFile_Missing_SaysSo() =>
        BatchFileReader.ReadFile("/nosuch/b.yaml").Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("/nosuch/b.yaml: there is no such file");

    private static BatchFileResult Read(string text) => BatchFileReader.Read(new StringReader(text), "b.yaml", "/base");
}
