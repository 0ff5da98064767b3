using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Oci;

/// <summary>Mounts of a bundle; the cases of runc's idmap.bats that a configuration decides (case E33).</summary>
public sealed class OciMountTests
{
    private const string Maps = """
        "uidMappings":[{"containerID":0,"hostID":1000,"size":5},{"containerID":9,"hostID":9,"size":1}],"gidMappings":[{"containerID":0,"hostID":2000,"size":5}]
        """;

    [Fact]
    public void E33_MappingsOfAMount_AreFromDiskToHost()
    {
        var mount = Map($$"""{"destination":"/a","type":"bind","source":"/s","options":["bind"],{{Maps}}}""").Single();

        mount.Recursive.ShouldBe(false);
        mount.IdMap!.Recursive.ShouldBeFalse();
        mount.IdMap.Ranges.ShouldBe([new(false, false, 0, 1000, 5), new(false, false, 9, 9, 1), new(true, false, 0, 2000, 5)]);
    }

    [Theory]
    [InlineData("""["rbind","idmap"]""", false, false)]
    [InlineData("""["rbind","ridmap"]""", true, false)]
    public void E33_Words_WithoutMappings_AreTheContainers(string options, bool recursive, bool ranges)
    {
        var map = Map($$"""{"destination":"/a","source":"/s","options":{{options}}}""").Single().IdMap.ShouldNotBeNull();
        (map.Recursive, map.Ranges is not null).ShouldBe((recursive, ranges));
    }

    [Fact]
    public void E33_Ridmap_WithMappings_IsRecursiveWithThem()
    {
        var map = Map($$"""{"destination":"/a","source":"/s","options":["rbind","ridmap"],{{Maps}}}""").Single().IdMap.ShouldNotBeNull();
        (map.Recursive, map.Ranges!.Count).ShouldBe((true, 3));
    }

    [Fact]
    public void E33_OnlyOneKindOfIds_IsRefused()
    {
        var (_, problems) = OciReader.Read(Config("""{"destination":"/a","source":"/s","options":["bind"],"uidMappings":[{"containerID":0,"hostID":1,"size":1}]}"""));
        problems.Single().ToString().ShouldContain("mounts[0].gidMappings");
    }

    [Fact]
    public void E32_RecursiveAttributes_AreAttributes()
    {
        var mount = Map("""{"destination":"/a","source":"/s","options":["rbind","rro","rnoexec","nosuid","rslave","nosymlink"]}""").Single();
        (mount.Flags, mount.Propagation, mount.NoSymlinks).ShouldBe((MountFlags.ReadOnly | MountFlags.NoExec | MountFlags.NoSuid, "rslave", true));
    }

    [Theory]
    [InlineData("""["bind","shared"]""", "shared would let mounts of the container appear on the host")]
    [InlineData("""["bind","idmap=uids=1"]""", "is no id map of a mount")]
    [InlineData("""["bind","frob"]""", "'frob' is no option of a bind mount")]
    [InlineData("""["bind","U"]""", "would change the owner of the source's files")]
    public void E32_WordThatCannotBe_IsRefused(string options, string why)
    {
        var (config, problems) = OciReader.Read(Config($$"""{"destination":"/a","source":"/s","options":{{options}}}"""));
        problems.ShouldBeEmpty();
        OciMapper.Map(config!, "/bundle", "x", new ContainerSpec(), []).Problems.Single().ToString().ShouldContain(why);
    }

    private static IReadOnlyList<MountSpec> Map(string mount)
    {
        var (config, problems) = OciReader.Read(Config(mount));
        problems.ShouldBeEmpty();
        var mapped = OciMapper.Map(config!, "/bundle", "x", new ContainerSpec(), []);
        mapped.Problems.ShouldBeEmpty();
        return mapped.Spec.Mounts;
    }

    private static string Config(string mount) => $$"""
        {"ociVersion":"1.2.0","root":{"path":"rootfs"},"mounts":[{{mount}}],"process":{"args":["sh"],"cwd":"/","user":{"uid":0,"gid":0} },
        "linux":{"namespaces":[{"type":"pid"},{"type":"mount"}] } }
        """;
}
