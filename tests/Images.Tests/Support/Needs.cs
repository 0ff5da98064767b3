namespace Orchestrator.Images.Tests.Support;

/// <summary>Skips a test with the reason where the machine does not have what it needs.</summary>
internal static class Needs
{
    public static void Root()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("needs root: files of other owners, device nodes, trusted attributes");
    }
}
