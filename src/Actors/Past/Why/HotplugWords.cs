using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past.Why;

internal static class HotplugWords
{
    public static string Of(HotplugSpec what) => what.Kind switch
    {
        HotplugKind.AddDevice => $"give it the device {what.Source}{As(what)}",
        HotplugKind.RemoveDevice => $"take the device {what.Target} from it",
        HotplugKind.AttachInterface => $"give it the network device {what.Source}{As(what)}",
        HotplugKind.DetachInterface => $"take the network device {what.Source} from it{As(what)}",
        HotplugKind.Mount => $"mount {what.Source ?? what.FileSystem} at {what.Target} in it",
        _ => $"unmount {what.Target} in it",
    };

    private static string As(HotplugSpec what) => what.Source == what.Target ? "" : $" as {what.Target}";
}
