using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A permission turned off, or on again, for one firm or one person, with the reason that they are told.</summary>
/// <remarks>
/// Roles give permissions; a closed right takes one away, whatever the roles say. Without a row the right is open. Pillars
/// turn rights as evidence comes and goes: signed, certified, compliant.
/// </remarks>
public sealed class Right
{
    private Right() { }

    public Id<Right> Id { get; private set; }

    /// <summary>The firm whose people it concerns, or null when it concerns one person.</summary>
    public Id<Organisation>? OrganisationId { get; private set; }

    public Id<Person>? PersonId { get; private set; }

    /// <summary>What it is about, such as <c>sell.register</c>.</summary>
    public string Permission { get; private set; } = "";

    public bool Open { get; private set; }

    /// <summary>A sentence for the people concerned: <c>Your firm has not signed the agreement yet.</c></summary>
    public string Reason { get; private set; } = "";

    public DateTimeOffset Since { get; private set; }

    public int Version { get; private set; }

    internal static Right Of(Id<Organisation>? organisation, Id<Person>? person, string permission, DateTimeOffset now) =>
        new() { Id = Id<Right>.New(now), OrganisationId = organisation, PersonId = person, Permission = permission, Open = true, Since = now };

    internal void Turn(bool open, string reason, DateTimeOffset now) => (Open, Reason, Since) = (open, reason, now);

    private sealed class Mapping : IEntityTypeConfiguration<Right>
    {
        public void Configure(EntityTypeBuilder<Right> builder)
        {
            builder.ToTable("rights");
            builder.HasIndex(r => new { r.OrganisationId, r.Permission }).IsUnique();
            builder.HasIndex(r => new { r.PersonId, r.Permission }).IsUnique();
        }
    }
}

/// <summary>Closes and opens rights, inside the use case of the pillar that knows why; that use case records the event.</summary>
public sealed class Rights(TandemDb db, PermissionTable permissions, Callers callers, TimeProvider clock)
{
    public Task Close(Id<Organisation> firm, string permission, string reason, CancellationToken ct) =>
        Turn(firm, null, permission, open: false, reason, ct);

    public Task Open(Id<Organisation> firm, string permission, string reason, CancellationToken ct) =>
        Turn(firm, null, permission, open: true, reason, ct);

    public Task Close(Id<Person> person, string permission, string reason, CancellationToken ct) =>
        Turn(null, person, permission, open: false, reason, ct);

    public Task Open(Id<Person> person, string permission, string reason, CancellationToken ct) =>
        Turn(null, person, permission, open: true, reason, ct);

    private async Task Turn(
        Id<Organisation>? firm, Id<Person>? person, string permission, bool open, string reason, CancellationToken ct)
    {
        if (!permissions.All.Contains(permission))
            throw new ArgumentException($"There is no permission {permission}.", nameof(permission));
        await using var write = await db.BeginWrite(ct, [$"right:{firm?.Value ?? person!.Value.Value}:{permission}"]);
        var right = await db.Rights().FirstOrDefaultAsync(
            r => r.OrganisationId == firm && r.PersonId == person && r.Permission == permission, ct);
        if (right is null)
            db.Add(right = Right.Of(firm, person, permission, clock.GetUtcNow()));
        right.Turn(open, reason, clock.GetUtcNow());
        await write.Commit(ct);
        callers.Forget(firm?.Value ?? person!.Value.Value);
    }
}
