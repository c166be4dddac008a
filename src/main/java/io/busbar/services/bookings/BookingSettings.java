package io.busbar.services.bookings;

import static io.busbar.bus.settings.SettingType.number;

import io.busbar.bus.settings.Setting;

/** The settings of the bookings service. */
public interface BookingSettings {
    Setting<Integer> MAX_OPEN_REQUESTS =
            BookingOperations.BOOKINGS.setting(Setting.of("MAX_OPEN_REQUESTS", number(0, 10_000))
                    .defaultsTo(20)
                    .live()
                    .describe("booking requests of one customer that may wait for an answer; `0`: no limit"));
}
