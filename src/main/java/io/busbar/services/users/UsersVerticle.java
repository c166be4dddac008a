package io.busbar.services.users;

import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.data.Blobs;
import io.busbar.data.Database;
import io.busbar.services.users.AccountOperations.CreateDemoAccounts;
import io.busbar.services.users.AccountOperations.DemoAccountsCreated;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.demo.DemoStore;
import io.busbar.services.users.listing.ProfessionalStore;
import io.busbar.services.users.listing.UserListStore;
import io.busbar.services.users.personaldata.ActivityLog;
import io.busbar.services.users.personaldata.ExportDocument;
import io.busbar.services.users.personaldata.ExportStore;
import io.busbar.services.users.personaldata.PersonalDataExports;
import io.busbar.services.users.settings.UserSettingsService;
import io.busbar.services.users.settings.UserSettingsStore;
import io.vertx.core.Future;
import java.time.ZoneId;

/** Registers the handlers of the users service. */
public final class UsersVerticle extends ServiceVerticle {
    public UsersVerticle(ServiceContext serviceContext) {
        super(UsersOperations.USERS, serviceContext);
    }

    @Override
    protected void configure() {
        Database database = serviceContext().database();
        AccountStore accounts = new AccountStore(database);
        AccountLifecycleStore lifecycleStore = new AccountLifecycleStore(database);
        ExportStore exports = new ExportStore(database);
        AccountLifecycle lifecycle =
                new AccountLifecycle(lifecycleStore, setting(UsersSettings.ACCOUNT_DELETION_GRACE));
        AvailabilityClient availability =
                new AvailabilityClient(serviceContext().bus());
        Profiles profiles = new Profiles(
                new ProfileStore(database), availability, serviceContext().bus());

        accounts(new Accounts(accounts));
        profiles(profiles);
        settings(new UserSettingsService(
                new UserSettingsStore(database, ZoneId.systemDefault().getId())));
        professionals(new ProfessionalStore(database), availability);
        summaries(new UserSummaryStore(database));
        bookingProfiles(new BookingProfileStore(database, ZoneId.systemDefault()));
        recipients(new RecipientStore(database));
        administration(
                new UserAdministration(
                        profiles, lifecycle, accounts, serviceContext().changes()),
                new UserListStore(database));
        deletions(new AccountDeletion(accounts, lifecycleStore, lifecycle));
        subscribe(new UsersErasure(lifecycleStore).subscriber());
        subscribe(new RatingTotalsUpdater(new RatingTotalsStore()).subscriber());
        exports(new PersonalDataExports(
                exports,
                serviceContext().jobs(),
                new ExportDocument(
                        exports,
                        serviceContext().auditTrail(),
                        new Blobs(database),
                        serviceContext().bus(),
                        serviceContext().personalData())));
        on(UsersPersonalData.EXPORT_PERSONAL_DATA, (request, call) -> exports.accountData(request.id()));
        DemoStore demo = new DemoStore();
        on(
                AccountOperations.CREATE_DEMO_ACCOUNTS,
                (request, call) -> call.change(tx -> createDemoAccounts(demo, tx, request)));
        on(
                PersonalDataOperations.LIST_ACTIVITY,
                new ActivityLog(serviceContext().auditTrail())::list);
    }

    private void accounts(Accounts accounts) {
        on(AccountOperations.CREATE_ACCOUNT, accounts::create);
        on(AccountOperations.FIND_ACCOUNT, accounts::find);
        on(AccountOperations.GET_ACCOUNT, accounts::get);
        on(AccountOperations.MARK_EMAIL_VERIFIED, accounts::markEmailVerified);
        on(AccountOperations.SET_MFA_ENABLED, accounts::setMfaEnabled);
    }

    private void profiles(Profiles profiles) {
        on(UsersOperations.GET_PROFILE, profiles::getOwn);
        on(UsersOperations.UPDATE_PROFILE, profiles::update);
        on(UserAdminOperations.GET_USER, profiles::get);
    }

    private void settings(UserSettingsService settings) {
        on(UserSettingsOperations.GET_SETTINGS, settings::get);
        on(UserSettingsOperations.UPDATE_SETTINGS, settings::update);
        on(UserSettingsOperations.GET_PREFERENCES, settings::preferences);
        on(UserSettingsOperations.UPDATE_PREFERENCES, settings::updatePreferences);
    }

    private void professionals(ProfessionalStore store, AvailabilityClient availability) {
        on(ProfessionalOperations.LIST_PROFESSIONALS, (request, call) -> store.list(request));
        on(
                ProfessionalOperations.GET_PROFESSIONAL,
                (request, call) ->
                        availability.withAvailability(request.id(), store.read(request.id()), call.requestContext()));
    }

    private void summaries(UserSummaryStore store) {
        on(
                UserSummaryOperations.BATCH_GET_DISPLAY_NAMES,
                (request, call) -> store.displayNames(
                        request, !(call.requestContext().principal() instanceof RequestContext.AnonymousPrincipal)));
        on(UserSummaryOperations.BATCH_GET_SUMMARIES, (request, call) -> store.summaries(request));
    }

    private void bookingProfiles(BookingProfileStore store) {
        on(BookingProfileOperations.GET_BOOKING_PROFILE, (request, call) -> store.read(request.id()));
    }

    private void recipients(RecipientStore store) {
        on(RecipientOperations.BATCH_GET_RECIPIENTS, (request, call) -> store.recipients(request));
        on(RecipientOperations.LIST_ACTIVE_ACCOUNTS, (request, call) -> store.activeAccounts(request));
    }

    private void administration(UserAdministration userAdministration, UserListStore list) {
        on(UserAdminOperations.LIST_USERS, (request, call) -> list.list(request));
        on(UserAdminOperations.UPDATE_USER, userAdministration::update);
        on(UserAdminOperations.DELETE_USER, userAdministration::delete);
        on(UserAdminOperations.SET_STATUS, userAdministration::setStatus);
        on(UserAdminOperations.BULK_UPDATE, userAdministration::bulk);
    }

    private void deletions(AccountDeletion accountDeletion) {
        on(PersonalDataOperations.DELETE_ACCOUNT, accountDeletion::delete);
        on(AccountOperations.CANCEL_DELETION, accountDeletion::cancel);
    }

    private void exports(PersonalDataExports personalDataExports) {
        on(PersonalDataOperations.CREATE_EXPORT, personalDataExports::request);
        on(PersonalDataOperations.GET_EXPORT, personalDataExports::get);
        on(PersonalDataOperations.DOWNLOAD_EXPORT, personalDataExports::download);
        run(PersonalDataOperations.EXPORT, personalDataExports::build);
    }

    private static Future<DemoAccountsCreated> createDemoAccounts(DemoStore store, Tx tx, CreateDemoAccounts request) {
        return store.insert(tx, request.accounts()).map(ids -> {
            ids.forEach(id -> tx.publish(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountEvent(id)));
            return new DemoAccountsCreated(ids.size());
        });
    }
}
