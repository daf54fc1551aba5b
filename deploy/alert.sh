#!/bin/sh
# Tell somebody that a unit failed: its last lines on the standard input of GONGKAI_ALERT_COMMAND, or to the journal.
# usage: alert.sh UNIT
set -eu
unit=${1:?usage: alert.sh UNIT}

lines() {
    echo "$unit failed on $(uname -n). Next step: docs/operations.md, 'When something is wrong'."
    journalctl --unit "$unit" --lines 40 --no-pager --output cat 2>/dev/null || echo '(no journal to be read)'
}

if [ -n "${GONGKAI_ALERT_COMMAND:-}" ]; then
    lines | sh -c "$GONGKAI_ALERT_COMMAND"
else
    lines >&2
    echo 'GONGKAI_ALERT_COMMAND is not set: nobody was told but the journal.' >&2
fi
