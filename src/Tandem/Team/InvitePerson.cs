using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>Lets a colleague in: the person gets a mail with a one-time link.</summary>
public sealed record InvitePerson
{
    [Required(ErrorMessage = "Enter the person's name."), MaxLength(200)]
    public string? Name { get; init; }

    [Required(ErrorMessage = "Enter the person's e-mail address."), MaxLength(320)]
    [EmailAddress(ErrorMessage = "This does not look like an e-mail address.")]
    public string? Email { get; init; }

    /// <summary>At least one, of the firm's side.</summary>
    [MinLength(1, ErrorMessage = "Choose at least one role.")]
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>The firm; none means one's own.</summary>
    public Id<Organisation>? Organisation { get; init; }

    /// <summary>Who was invited; the link for those who would rather hand it over than wait for the mail.</summary>
    public sealed record Invited(Id<Person> Id, string Link);

    /// <summary>Makes the person and its invitation, in one transaction with the event that the mail follows.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Invited>> Run(InvitePerson ask, Actor actor, CancellationToken ct)
        {
            var email = Person.Normal(ask.Email!);
            await using var write = await db.BeginWrite(ct, ["person:" + email]);
            var firmId = ask.Organisation ?? actor.Organisation;
            var firm = await db.Organisations().FirstOrDefaultAsync(o => o.Id == firmId && o.Active, ct);
            if (firm is null || !actor.LooksAfter(firm))
                return Refusal.NotFound;
            if (ask.Roles.Any(role => role.IsVendor() != firm.IsVendor))
                return OtherSide.On(nameof(Roles));
            if (await db.People().AnyAsync(p => p.Email == email, ct))
                return Taken.On(nameof(Email));

            var now = clock.GetUtcNow();
            var person = Person.Join(firm, ask.Name!.Trim(), email, ask.Roles, now);
            var invitation = Invitation.To(person.Id, Invitation.ToJoin, now);
            db.AddRange(person, invitation);
            db.Record(actor, person.Ref, firm.PartnerId, new PersonJoined(firm.Id, person.Roles, invitation.Id), now);
            var link = invitation.Link!;
            await write.Commit(ct);
            return new Invited(person.Id, link);
        }
    }

    internal static readonly Refusal OtherSide =
        Refusal.Invalid("identity/role-of-other-side", "These roles belong to the other side of the programme.");

    private static readonly Refusal Taken =
        Refusal.Conflict("identity/address-taken", "This address already has a sign-in in the programme.");
}
