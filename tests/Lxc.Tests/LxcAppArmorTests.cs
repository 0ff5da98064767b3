using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc.Tests;

public sealed class LxcAppArmorTests
{
    [Theory]
    [InlineData("lxc.apparmor.profile", "generated", false, true)]
    [InlineData("lxc.apparmor.allow_nesting", "1", false, true)]
    [InlineData("lxc.apparmor.profile", "generated", true, false)]
    [InlineData("lxc.apparmor.profile", "web", false, false)]
    public void GeneratedProfile_IsLeftOut_OnlyWithoutAppArmor(string key, string value, bool active, bool moot) =>
        LxcAppArmor.IsMoot(new LxcItem(key, value, "config", 1), active).ShouldBe(moot);
}
