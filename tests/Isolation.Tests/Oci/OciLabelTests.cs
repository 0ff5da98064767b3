using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Oci;

public sealed class OciLabelTests
{
    private const string Selinux = """ "selinuxLabel":"a_u:b_r:c_t:s0:c1,c2" """;
    private const string Mounts = """ "mountLabel":"a_u:object_r:f_t:s0:c1,c2" """;

    [Fact]
    public void Map_Labels_AreInTheSpec()
    {
        var selinux = Map(Selinux, Mounts, "selinux").Spec.Security.Selinux.ShouldNotBeNull();
        (selinux.User, selinux.Role, selinux.Type, selinux.Level, selinux.MountLabel)
            .ShouldBe(("a_u", "b_r", "c_t", "s0:c1,c2", "a_u:object_r:f_t:s0:c1,c2"));
        Map(""" "apparmorProfile":"unconfined_x" """, "", "apparmor").Spec.Security.AppArmor!.Profile.ShouldBe("unconfined_x");
        Map(""" "apparmorProfile":"unconfined" """, "").Spec.Security.AppArmor!.Profile.ShouldBe("unconfined");
        Map(""" "apparmorProfile":"" """, "").Spec.Security.AppArmor.ShouldBeNull();
    }

    [Fact]
    public void E36_LabelsThatTheHostCannotGive_AreRefused()
    {
        Map(""" "apparmorProfile":"unconfined_x" """, "").Problems.ShouldHaveSingleItem().Path.ShouldBe("$.process.apparmorProfile");
        Map(Selinux, Mounts).Problems.Select(problem => problem.Path).ShouldBe(["$.process.selinuxLabel", "$.linux.mountLabel"]);
        Map(""" "selinuxLabel":"container_t" """, "", "selinux").Problems.ShouldHaveSingleItem().Path.ShouldBe("$.process.selinuxLabel");
    }

    private static OciMapped Map(string process, string linux, params string[] modules)
    {
        var more = linux.Length > 0 ? "," + linux : "";
        var (config, problems) = OciReader.Read($$$"""
            {"ociVersion":"1.2.0","root":{"path":"rootfs"},
            "process":{"args":["sh"],"cwd":"/","user":{"uid":0,"gid":0},{{{process}}} },
            "linux":{"namespaces":[{"type":"pid"},{"type":"mount"}]{{{more}}} }}
            """);
        problems.ShouldBeEmpty();
        return OciMapper.Map(config!, "/bundle", "box", new ContainerSpec(), modules);
    }
}
