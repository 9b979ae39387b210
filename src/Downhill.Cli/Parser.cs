using System.CommandLine;
using System.CommandLine.Parsing;
using Downhill.Data;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>Takes the command line apart.</summary>
/// <remarks>
/// System.CommandLine finds verbs, flags and their values, all as text. What they mean is decided by the settings themselves, so
/// that a flag, a <c>key=value</c> and a YAML file complain with the same words.
/// </remarks>
internal static class Parser
{
    private static readonly string[] HelpFlags = ["--help", "-h", "-?"];
    private static readonly string VersionFlag = "--version";

    // A file name that begins with @ is a file name, and -abc is not three flags.
    private static readonly ParserConfiguration Plain = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>What is asked for.</summary>
    /// <exception cref="SettingException">Something is unknown, missing or too much; the nearest name is told.</exception>
    internal static Request Parse(IReadOnlyList<string> args)
    {
        Grammar grammar = new(args);
        ParseResult result = grammar.Root.Parse(args, Plain);
        Verb? verb = Verb.All.FirstOrDefault(candidate => candidate.Name == result.CommandResult.Command.Name);
        RequireVerb(result, grammar);
        if (result.GetResult(grammar.Help) is { Implicit: false })
        {
            return new(verb, null, Wants.Help);
        }

        if (verb is null)
        {
            return result.GetResult(grammar.Version) is { Implicit: false } ? new(null, null, Wants.Version)
                : throw new SettingException($"found no verb, expected one of {string.Join(", ", Verb.All.Select(known => known.Name))}; downhill --help tells more");
        }

        string[] words = WordsOf(result.CommandResult, result);
        RequireKnownFlags(words, verb);
        return new(verb, new Typed(verb, words, grammar.FlagsOf(verb, result)), Wants.Work);
    }

    private static void RequireVerb(ParseResult result, Grammar grammar)
    {
        string[] before = WordsOf(result.RootCommandResult, result);
        if (before.Length > 0)
        {
            throw NotAVerb(before[0], grammar);
        }
    }

    private static SettingException NotAVerb(string word, Grammar grammar) =>
        IsFlag(word) ? new($"found no flag '{word}' before a verb, {NearestName.Advice(word, grammar.Root.Options.Select(option => option.Name))}; what belongs to a verb goes behind it")
        : Verb.Later.Contains(word) ? new($"{word}: this verb comes with a later version; this one knows {string.Join(", ", Verb.All.Select(known => known.Name))}")
        : new($"found no verb '{word}', {NearestName.Advice(word, Verb.All.Select(known => known.Name))}");

    private static void RequireKnownFlags(string[] words, Verb verb)
    {
        if (Array.Find(words, IsFlag) is { } unknown)
        {
            string name = unknown.Split('=', ':')[0];
            string advice = NearestName.Advice(name, verb.Flags.Where(flag => !flag.IsHidden).Select(flag => flag.Name).Append("--help"));
            throw new SettingException($"{verb.Name}: found no flag '{name}', {advice}");
        }
    }

    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-';

    private static string[] WordsOf(CommandResult command, ParseResult result) =>
        [.. command.Tokens.Select(token => token.Value), .. command == result.CommandResult ? result.UnmatchedTokens : []];

    /// <summary>Verbs and flags as System.CommandLine knows them; every value is text, and may be missing or come twice.</summary>
    private sealed class Grammar
    {
        private readonly Dictionary<(Verb, Flag), Option> options = [];

        internal Grammar(IReadOnlyList<string> args)
        {
            Root = new Command("downhill") { Help, Version, Words() };
            foreach (Verb verb in Verb.All)
            {
                Command command = new(verb.Name) { Words() };

                // A verb that was not typed is not the one that is called: to ask all of them for their flags would take longer than to parse.
                foreach (Flag flag in args.Contains(verb.Name) ? verb.Flags : [])
                {
                    Option option = flag.TakesValue ? new Option<string[]>(flag.Name) { Arity = ArgumentArity.ZeroOrMore } : new Option<bool>(flag.Name) { Arity = ArgumentArity.Zero };
                    options.Add((verb, flag), option);
                    command.Add(option);
                }

                Root.Add(command);
            }
        }

        internal Command Root { get; }

        internal Option<bool> Help { get; } = new(HelpFlags[0], HelpFlags[1..]) { Arity = ArgumentArity.Zero, Recursive = true };

        internal Option<bool> Version { get; } = new(VersionFlag) { Arity = ArgumentArity.Zero };

        /// <summary>The last value of each flag that was given.</summary>
        internal Dictionary<string, string?> FlagsOf(Verb verb, ParseResult result)
        {
            Dictionary<string, string?> given = new(StringComparer.Ordinal);
            foreach (Flag flag in verb.Flags)
            {
                if (result.GetResult(options[(verb, flag)]) is { Implicit: false } found)
                {
                    given.Add(flag.Name, !flag.TakesValue ? null : found.Tokens.Count > 0 ? found.Tokens[^1].Value : throw NoValue(flag));
                }
            }

            return given;
        }

        private static Argument<string[]> Words() => new("words") { Arity = ArgumentArity.ZeroOrMore };

        private static SettingException NoValue(Flag flag) =>
            new($"{flag.Name}: found no value, expected {(flag.Range.Length > 0 ? flag.Range : flag.Value)}");
    }
}

/// <summary>What a command line asks for.</summary>
internal enum Wants
{
    Work,
    Help,
    Version,
}

/// <summary>A verb and what was typed behind it.</summary>
/// <param name="Verb">The verb, or null.</param>
/// <param name="Typed">Where work is wanted: its flags and words.</param>
/// <param name="Wants">What is wanted.</param>
internal sealed record Request(Verb? Verb, Typed? Typed, Wants Wants);
