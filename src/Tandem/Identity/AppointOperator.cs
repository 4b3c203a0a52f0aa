using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Whoever runs the server makes an operator of the programme; only the command line can.</summary>
public sealed record AppointOperator
{
    [Required, EmailAddress, MaxLength(320)]
    public string? Email { get; init; }

    [MaxLength(200)]
    public string? Name { get; init; }

    [MaxLength(200)]
    public string? VendorName { get; init; }

    /// <summary>Answers the one-time link, as an address within the portal.</summary>
    public sealed class Handler(TandemDb db, IServiceProvider services, TimeProvider clock)
    {
        public async Task<Outcome<string>> Run(AppointOperator ask, CancellationToken ct)
        {
            var errors = await Validation.Check(ask, services, ct);
            if (errors.Count > 0)
                return Refusal.Invalid("identity/not-an-address", "{0} is not an e-mail address.", ask.Email).On(nameof(Email));
            var email = Person.Normal(ask.Email!);
            await using var write = await db.BeginWrite(ct, ["person:" + email]);
            var now = clock.GetUtcNow();
            var person = await db.People().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Email == email, ct);
            if (person is { Organisation.IsVendor: false })
                return Refusal.Conflict("identity/works-for-partner", "{0} works for a partner.", email);
            if (person is null)
            {
                var vendor = await db.Organisations().FirstOrDefaultAsync(o => o.IsVendor, ct);
                if (vendor is null)
                    db.Add(vendor = Organisation.Vendor(ask.VendorName ?? "Vendor", now));
                person = Person.Join(vendor, ask.Name ?? email.Split('@')[0], email, Roles.Vendor, now);
                db.Add(person);
                db.Record(Actor.System, person.Ref, null, new PersonJoined(vendor.Id, person.Roles), now);
            }
            else
            {
                MakeOperator(person, now);
            }

            // The link is printed here, so no mail carries it.
            var invitation = Invitation.To(person.Id, Invitation.ToJoin, now);
            var link = invitation.Link!;
            invitation.Sent();
            db.Add(invitation);
            await write.Commit(ct);
            return link;
        }

        private void MakeOperator(Person person, DateTimeOffset now)
        {
            if (!person.Active)
            {
                person.Return();
                db.Record(Actor.System, person.Ref, null, new PersonReturned(), now);
            }

            if (person.Roles.Contains(Role.Operations))
                return;
            var before = person.Roles;
            person.Hold([.. before, Role.Operations], person.Organisation);
            db.Record(Actor.System, person.Ref, null, new RolesChanged(before, person.Roles), now);
        }
    }
}
