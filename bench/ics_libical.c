/* What libical (C) needs for the same work: parse a calendar, take the people off each entry, expand the series.
 *
 *   cc -O2 -o ics_libical bench/ics_libical.c -lical && ./ics_libical FILE WINDOW_START WINDOW_END
 *
 * Prints the number of instances that touch the window, their seconds and their people. An override replaces its
 * instance, an EXDATE takes one out; only what the generated calendars of ics_generate.py need is done.
 */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_line(char *buffer, size_t size, void *file) { return fgets(buffer, (int)size, (FILE *)file); }

typedef struct {
    const char *uid;
    time_t original;
} Override;

static long instances, people, sequence_total;
static long long seconds;
static icalcomponent *root;

static time_t instant(icalproperty *property, struct icaltimetype value) {
    icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    if (icaltime_is_utc(value) || !parameter) return icaltime_as_timet(value);
    const char *tzid = icalparameter_get_tzid(parameter);
    icaltimezone *zone = icalcomponent_get_timezone(root, tzid);
    if (!zone) zone = icaltimezone_get_builtin_timezone(tzid);
    return icaltime_as_timet_with_zone(value, zone);
}

static int by_uid_and_time(const void *left, const void *right) {
    const Override *a = left, *b = right;
    int order = strcmp(a->uid, b->uid);
    return order ? order : (a->original > b->original) - (a->original < b->original);
}

static void count(time_t start, time_t end, long attendees, time_t low, time_t high) {
    if (start < high && end > low) {
        instances++;
        seconds += end - start;
        people += attendees;
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    time_t low = atol(argv[2]), high = atol(argv[3]);
    FILE *file = fopen(argv[1], "r");
    if (!file) return 2;
    icalparser *parser = icalparser_new();
    icalparser_set_gen_data(parser, file);
    root = icalparser_parse(parser, read_line);
    icalparser_free(parser);
    fclose(file);
    if (!root) return 1;

    size_t known = 0, room = 1024;
    Override *overrides = malloc(room * sizeof *overrides);
    icalcomponent *event;
    for (event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT)) {
        icalproperty *rid = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
        if (!rid) continue;
        if (known == room) overrides = realloc(overrides, (room *= 2) * sizeof *overrides);
        overrides[known].uid = icalcomponent_get_uid(event);
        overrides[known++].original = instant(rid, icalproperty_get_recurrenceid(rid));
    }
    qsort(overrides, known, sizeof *overrides, by_uid_and_time);

    for (event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT)) {
        icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
        icalproperty *finish = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
        if (!property || !finish) continue;
        struct icaltimetype begin = icalproperty_get_dtstart(property);
        time_t start = instant(property, begin), end = instant(finish, icalproperty_get_dtend(finish));
        long attendees = 0;
        for (icalproperty *one = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); one;
             one = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
            const char *address = icalproperty_get_attendee(one);
            icalparameter *answer = icalproperty_get_first_parameter(one, ICAL_PARTSTAT_PARAMETER);
            if (address && *address && (!answer || icalparameter_get_partstat(answer) != ICAL_PARTSTAT_X)) attendees++;
        }
        const char *summary = icalcomponent_get_summary(event), *place = icalcomponent_get_location(event);
        sequence_total += icalcomponent_get_sequence(event) + (summary && *summary) + (place && *place);
        icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
        if (!rule) {
            count(start, end, attendees, low, high);
            continue;
        }
        time_t out[64];
        size_t taken = 0;
        for (icalproperty *one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one && taken < 64;
             one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
            out[taken++] = instant(one, icalproperty_get_exdate(one));
        Override key = {icalcomponent_get_uid(event), 0};
        icalrecur_iterator *iterator = icalrecur_iterator_new(icalproperty_get_rrule(rule), begin);
        for (struct icaltimetype next = icalrecur_iterator_next(iterator); !icaltime_is_null_time(next);
             next = icalrecur_iterator_next(iterator)) {
            time_t at = key.original = instant(property, next);
            if (at >= high) break;
            int skip = bsearch(&key, overrides, known, sizeof *overrides, by_uid_and_time) != NULL;
            for (size_t i = 0; i < taken; i++) skip |= out[i] == at;
            if (!skip) count(at, at + (end - start), attendees, low, high);
        }
        icalrecur_iterator_free(iterator);
    }
    printf("%ld %lld %ld\n", instances, seconds, people);
    return 0;
}
