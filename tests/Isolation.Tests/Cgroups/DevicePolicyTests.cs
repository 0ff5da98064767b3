using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Cgroups;

/// <summary>The rules of security/device_cgroup.c, which both versions are to follow.</summary>
public sealed class DevicePolicyTests
{
    [Fact]
    public void S06_Of_NothingAsked_IsTheUsualDevicesExactly() =>
        DevicePolicy.Of([], []).ForV1().Select(line => $"{line.File} {line.Line}").ShouldBe(
        [
            "devices.deny a", "devices.allow c 1:3 rwm", "devices.allow c 1:5 rwm", "devices.allow c 1:7 rwm", "devices.allow c 1:8 rwm",
            "devices.allow c 1:9 rwm", "devices.allow c 5:0 rwm", "devices.allow c 5:1 rwm", "devices.allow c 5:2 rwm", "devices.allow c 136:* rwm",
        ]);

    [Fact]
    public void Of_ANodeAndRules_AddsAndTakesAway()
    {
        var policy = DevicePolicy.Of(
            [new DeviceNodeSpec("/dev/fuse", 'c', 10, 229, 438, 0, 0, "rw")], Rules("!c 1:9 w", "b 7:* r", "!c 5:1 rwm"));
        Allowed(policy, 'c', 10, 229, DeviceAccess.Read | DeviceAccess.Write).ShouldBeTrue();
        Allowed(policy, 'c', 10, 229, DeviceAccess.Make).ShouldBeFalse();
        Allowed(policy, 'c', 1, 9, DeviceAccess.Read).ShouldBeTrue();
        Allowed(policy, 'c', 1, 9, DeviceAccess.Read | DeviceAccess.Write).ShouldBeFalse();
        Allowed(policy, 'b', 7, 3, DeviceAccess.Read).ShouldBeTrue();
        Allowed(policy, 'c', 5, 1, DeviceAccess.Read).ShouldBeFalse();
        Allowed(policy, 'c', 1, 3, DeviceAccess.All).ShouldBeTrue();
    }

    [Fact]
    public void Of_AllowAllThenDeny_RefusesWhateverHasOneOfTheAccesses()
    {
        var policy = DevicePolicy.Of([], Rules("a", "!b *:* w", "!c 1:1 rwm"));
        policy.AllowsOthers.ShouldBeTrue();
        Allowed(policy, 'b', 8, 0, DeviceAccess.Read).ShouldBeTrue();
        Allowed(policy, 'b', 8, 0, DeviceAccess.Read | DeviceAccess.Write).ShouldBeFalse();
        Allowed(policy, 'c', 1, 1, DeviceAccess.Read).ShouldBeFalse();
        Allowed(policy, 'c', 10, 1, DeviceAccess.All).ShouldBeTrue();
    }

    [Fact]
    public void Of_DenyAll_LeavesNothing()
    {
        var policy = DevicePolicy.Of([], Rules("!a"));
        policy.Exceptions.ShouldBeEmpty();
        Allowed(policy, 'c', 1, 3, DeviceAccess.Read).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a *:* rwm")]
    [InlineData("b *:* m")]
    [InlineData("c 136:* rw")]
    [InlineData("c\t10:229\trwm\n")]
    public void TryParse_WhatTheKernelTakes_IsRead(string text) => DeviceRuleSpec.TryParse(text, true, out _).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("c 1:3")]
    [InlineData("d 1:3 rwm")]
    [InlineData("c 1:-3 rwm")]
    [InlineData("c 1:3:4 rwm")]
    [InlineData("c 1:3 rwx")]
    [InlineData("c 1:3 rwmr")]
    [InlineData("c 99999999999:3 rwm")]
    [InlineData("c 1:3 rwm more")]
    public void TryParse_AnythingElse_IsRefused(string text) => DeviceRuleSpec.TryParse(text, true, out _).ShouldBeFalse();

    private static bool Allowed(DevicePolicy policy, char kind, int major, int minor, DeviceAccess access) =>
        policy.Allows(kind == 'b' ? DeviceKind.Block : DeviceKind.Character, major, minor, access);

    private static List<DeviceRuleSpec> Rules(params string[] lines) => [.. lines.Select(line =>
    {
        DeviceRuleSpec.TryParse(line.TrimStart('!'), line[0] != '!', out var rule).ShouldBeTrue(line);
        return rule!;
    })];
}
