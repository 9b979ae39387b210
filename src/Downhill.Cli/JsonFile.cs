using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Data;

namespace Downhill.Cli;

/// <summary>Files of JSON.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Saves it, in one step.</summary>
    internal static void Write(string path, JsonNode json) => DurableFile.WriteText(path, json.ToJsonString(Readable) + "\n");
}
