using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Puts a new version of a rule set in force, for everybody or for a pilot group of partners.</summary>
public sealed class PublishPolicy
{
    /// <summary>The name of the rule set, such as <c>sell.engagement</c>.</summary>
    [Required] public string Name { get; init; } = "";

    /// <summary>All the rules; what is left out takes its default.</summary>
    public JsonElement Body { get; init; }

    /// <summary>From when; now if empty. Records judged before keep the version that judged them.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Only for these partners; everybody if empty.</summary>
    public IReadOnlyList<Id<Organisation>> Pilot { get; init; } = [];

    /// <summary>Why the rules change; shown in the history.</summary>
    [Required, StringLength(500)] public string Reason { get; init; } = "";

    /// <summary>The newest version there was when these rules were written; refused if there is a newer one by now.</summary>
    public int? Newest { get; init; }

    public sealed class Handler(TandemDb db, PolicyCache cache, IEnumerable<IPolicyCheck> checks, TimeProvider clock)
    {
        public async Task<Outcome<Published>> Run(PublishPolicy ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PolicyPermissions.Publish))
                return Refusal.Forbidden("policies/not-allowed", "Only programme operations may change the rules.");
            if (!PolicyKinds.ByName.TryGetValue(ask.Name, out var type))
                return Refusal.NotFound;

            var now = clock.GetUtcNow();
            var from = ask.EffectiveFrom ?? now;
            if (from < now.AddMinutes(-1))
                return Refusal.Invalid("policies/in-the-past", "Rules cannot take effect in the past.").On(nameof(EffectiveFrom));
            if (Parse(type, ask.Body) is not { } rules)
                return Refusal.Invalid("policies/unreadable", "These rules could not be read.").On(nameof(Body));
            if (rules.Problems().Concat(checks.SelectMany(c => c.Problems(rules))).FirstOrDefault() is { } problem)
                return problem;

            await using var write = await db.BeginWrite(ct, [$"policy:{ask.Name}"]);
            var last = await db.Policies().Where(p => p.Name == ask.Name).MaxAsync(p => (int?)p.Number, ct) ?? 0;
            if (ask.Newest is { } read && read != last)
                return new Refusal(RefusalKind.Stale, "policies/changed-meanwhile", "Somebody else published version {0} meanwhile. Look at the history, then publish again if yours should hold.", last);
            var version = PolicyVersion.Draft(ask.Name, last + 1, rules, by, now);
            version.Publish(from, ask.Pilot, ask.Reason, by);
            db.Add(version);
            db.Record(by, version.Ref, partner: null, new PolicyPublished(version.Name, version.Number, from), now);
            await write.Commit(ct);
            cache.Forget(ask.Name);
            return new Published(version.Id, version.Number, from);
        }

        private static IPolicy? Parse(Type type, JsonElement body)
        {
            try
            {
                return (IPolicy?)body.Deserialize(type, PolicyVersion.Json);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public sealed record Published(Id<PolicyVersion> Id, int Number, DateTimeOffset EffectiveFrom);
}

/// <summary>New rules were put in force.</summary>
[Fact("policies.published", Icon = "gavel")]
public sealed record PolicyPublished(string NameCode, int Number, DateTimeOffset From) : IFact
{
    public string Say(Words l) => l["published version {0} of {1}", Number, NameCode];
}

/// <summary>Every kind of rule set, by name.</summary>
public static class PolicyKinds
{
    public static IReadOnlyDictionary<string, Type> ByName { get; } = typeof(PolicyKinds).Assembly.GetTypes()
        .Where(t => t.IsClass && t.IsAssignableTo(typeof(IPolicy)))
        .ToDictionary(PolicyBook.NameOf);
}

/// <summary>Policies' own permissions.</summary>
public sealed class PolicyPermissions : IPermissions
{
    public const string Publish = "policies.publish";

    /// <summary>Read the rules and their history; what a partner may know stands in each pillar's words.</summary>
    public const string Read = "policies.read";

    public IEnumerable<Grant> Grants =>
    [
        new(Publish, Role.Operations, Role.ChannelManager),
        new(Read, [.. Roles.Vendor]),
    ];
}
