namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Names under which overlay keeps its notes (Documentation/filesystems/overlayfs.rst).</summary>
internal static class OverlayNotes
{
    public static string Opaque(bool userAttributes) => userAttributes ? "user.overlay.opaque" : "trusted.overlay.opaque";
}
