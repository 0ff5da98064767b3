using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Lxc;

/// <summary>lxc.apparmor.* and lxc.selinux.* on hosts that have the module, and on those that do not.</summary>
public sealed class LxcLabelTests
{
    [Fact]
    public void Map_AppArmor_IsInTheSpec()
    {
        var security = Good(
            """
            lxc.apparmor.profile = generated
            lxc.apparmor.allow_nesting = 1
            lxc.apparmor.allow_incomplete = 1
            lxc.apparmor.raw = deny /x w,
            lxc.apparmor.raw = mount,
            """, "apparmor");
        security.AppArmor.ShouldNotBeNull().ShouldSatisfyAllConditions(
            profile => profile.Profile.ShouldBeNull(), profile => profile.AllowNesting.ShouldBe(true),
            profile => profile.AllowIncomplete.ShouldBe(true), profile => profile.Raw.ShouldBe(["deny /x w,", "mount,"]));
        Good("lxc.apparmor.profile = unconfined_x", "apparmor").AppArmor!.Profile.ShouldBe("unconfined_x");
        Good("lxc.apparmor.profile = unchanged").AppArmor!.Profile.ShouldBe("unchanged");
        // Where there is none, what changes a generated profile asks for nothing.
        Good("lxc.apparmor.allow_nesting = 1").AppArmor!.AllowNesting.ShouldBeNull();
    }

    [Fact]
    public void Map_Selinux_IsInTheSpec()
    {
        var label = Good("lxc.selinux.context = a_u:b_r:c_t:s0:c1,c2\nlxc.selinux.context.keyring = a_u:b_r:k_t:s0", "selinux").Selinux.ShouldNotBeNull();
        (label.User, label.Role, label.Type, label.Level, label.KeyringLabel).ShouldBe(("a_u", "b_r", "c_t", "s0:c1,c2", "a_u:b_r:k_t:s0"));
    }

    [Theory]
    [InlineData("lxc.apparmor.raw = mount,", "", "c:2: lxc.apparmor.raw = mount,: AppArmor is not active on this host")]
    [InlineData("lxc.apparmor.profile = x\nlxc.apparmor.raw = mount,", "apparmor", "c:3: lxc.apparmor.raw = mount,: it belongs to a generated profile, and x is asked for (c:2)")]
    [InlineData("lxc.selinux.context.keyring = a:b:c:s0", "", "c:2: lxc.selinux.context.keyring = a:b:c:s0: SELinux is not active on this host")]
    [InlineData("lxc.selinux.context = container_t", "selinux", "c:2: lxc.selinux.context = container_t: it is no label of the form user:role:type:level")]
    public void Map_WhatCannotBe_IsRefusedWithItsPlace(string lines, string module, string expected) =>
        Map(lines, module).Problems.ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void Write_Labels_AreReadBack()
    {
        var spec = new ContainerSpec
        {
            RootfsPath = "/srv/web", Command = ["sh"],
            Security = new SecuritySpec
            {
                AppArmor = new AppArmorSpec { AllowNesting = true, Raw = ["deny /x w,"] },
                Selinux = new SelinuxSpec { User = "u", Role = "r", Type = "t", Level = "s0", KeyringLabel = "u:r:k:s0" },
            },
        };
        var document = LxcReader.ReadText(new HostLxcFiles(), LxcExport.Write(spec), "c");
        var mapped = LxcMapper.Map(document.Items, new LxcContext { Name = "web", CgroupV2 = true, Lsm = ["apparmor", "selinux"] });
        mapped.Problems.ShouldBeEmpty();
        mapped.Spec.Security.AppArmor!.Raw.ShouldBe(spec.Security.AppArmor!.Raw);
        mapped.Spec.Security.AppArmor.AllowNesting.ShouldBe(true);
        mapped.Spec.Security.Selinux.ShouldBe(spec.Security.Selinux);
    }

    private static SecuritySpec Good(string lines, params string[] modules)
    {
        var mapped = Map(lines, modules);
        mapped.Problems.ShouldBeEmpty();
        return mapped.Spec.Security;
    }

    private static LxcMapped Map(string lines, params string[] modules)
    {
        var document = LxcReader.ReadText(new HostLxcFiles(), "lxc.rootfs.path = dir:/srv/web\n" + lines, "c");
        return LxcMapper.Map(document.Items, new LxcContext { Name = "web", CgroupV2 = true, Lsm = modules });
    }
}
