#!/bin/sh
# Installs Voiso Click-to-Call for the user who runs this, on Linux and macOS; --uninstall removes it again.
#
#   sh install.sh                    beside the files of a release, see SHA256SUMS
#   sh install.sh --uninstall        removes what this has made; settings, API key and history of calls stay
#
# Options: --python FILE    the Python to use, 3.11 or newer; without it, one is looked for
#          --wheels DIR     a folder with all packages: nothing is downloaded
#          --browser NAME   the browser to register with; without it, every one that is found
#
# The program gets a Python environment of its own, a new one for each installation. The one before is kept until the
# next, because a browser that is open still uses it. What was interrupted is removed by the next run.

set -eu
umask 022 # the program is refused if others could write it

main() {
    read_options "$@"
    here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
    check_user
    find_folders
    if [ "$action" = uninstall ]; then
        uninstall
    else
        install
    fi
}

say() {
    printf '%s\n' "$*"
}

# A text as a shell reads it back, for commands that a person copies.
quoted() {
    printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# Ends with a message: what is wrong, and who does what about it.
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

read_options() {
    action=install
    python='' wheels='' browser=''
    while [ $# -gt 0 ]; do
        case $1 in
        --uninstall) action=uninstall ;;
        --python | --wheels | --browser)
            [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value."
            case $1 in
            --python) python=$2 ;;
            --wheels) wheels=$2 ;;
            --browser) browser=$2 ;;
            esac
            shift
            ;;
        -h | --help)
            sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) fail "Unknown option: $1. 'sh install.sh --help' lists them." ;;
        esac
        shift
    done
    if [ -n "$wheels" ]; then
        [ -d "$wheels" ] || fail "The folder $wheels of --wheels does not exist."
        wheels=$(CDPATH='' cd -- "$wheels" && pwd)
    fi
}

check_user() {
    case $(uname -s) in
    Linux | Darwin) ;;
    *) fail "This installs on Linux and macOS. On Windows, run install.ps1." ;;
    esac
    case ${HOME:-} in
    /*) ;;
    *) fail "HOME is not set to a folder. Run this in a terminal of the user who will place calls." ;;
    esac
    [ -d "$HOME" ] || fail "The home folder $HOME does not exist. Ask your administrator."
    if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
        fail "Run this without sudo, as the user who will place calls: it installs for one user." \
            "For all users of this computer there is a Debian package."
    fi
    if [ -z "$(find "$HOME" -prune -user "$(id -u)")" ]; then
        fail "$HOME belongs to another user than $(id -un). Run this as the user who will place calls," \
            "in a session of that user."
    fi
}

# Sets the folder of the host's files, as the host itself does, and in it that of the program.
find_folders() {
    if [ -n "${VOISO_CALL_HOME:-}" ]; then
        base=$VOISO_CALL_HOME
    elif [ "$(uname -s)" = Darwin ]; then
        base="$HOME/Library/Application Support/voiso-call"
    else
        case ${XDG_DATA_HOME:-} in
        /*) base="$XDG_DATA_HOME/voiso-call" ;;
        *) base="$HOME/.local/share/voiso-call" ;;
        esac
    fi
    case $base in
    /*) ;;
    *) fail "VOISO_CALL_HOME must be the full path of a folder; it is $base." ;;
    esac
    case $base in
    *:* | *'
'*) fail "Python cannot be installed below a folder with ':' or a line break in its name: $base" ;;
    esac
    program="$base/program"
    if [ "$action" = uninstall ] && [ -f "$here/current" ] && [ "${here##*/}" = program ]; then
        program=$here # this is the copy that an installation has left, in whatever folder
        base=${here%/program}
        export VOISO_CALL_HOME="$base"
    fi
    command="$HOME/.local/bin/voiso-call"
}

install() {
    find_release
    find_python
    made=''
    check_folders
    make_folder "$program"
    check_folders # again: in /tmp, others may have made some of them meanwhile
    note_folders
    lock
    remove_incomplete
    number=1
    while [ -e "$program/$version-$number" ]; do
        number=$((number + 1))
    done
    environment="$program/$version-$number"
    say "Installing Voiso Click-to-Call $version into $environment"
    make_environment
    activate
    say ''
    register
    remove_older
    say "Installed. Load the extension, and restart the browser: its settings page leads through the setup."
    say "To remove it: sh $(quoted "$program/install.sh") --uninstall"
}

# Sets the requirements file that is beside this script, and its version.
find_release() {
    requirements=''
    for file in "$here"/voiso-call-*-requirements.txt; do
        [ -f "$file" ] || continue
        [ -z "$requirements" ] || fail "$here has files of two releases. Remove those of the older one."
        requirements=$file
    done
    [ -n "$requirements" ] || fail "The files of a release are not beside this script: $here has no" \
        "voiso-call-VERSION-requirements.txt. Download all of them into one folder, or build them:" \
        "python3 installers/build.py, then run dist/install.sh."
    version=${requirements##*/voiso-call-}
    version=${version%-requirements.txt}
    [ -f "$here/voiso_call-$version-py3-none-any.whl" ] ||
        fail "voiso_call-$version-py3-none-any.whl is missing in $here. Download all files of the release."
}

# Sets `python` to the absolute path of a Python that can make environments.
find_python() {
    without_venv='' too_old=''
    if [ -n "$python" ]; then
        try_python "$python" && return
        [ -n "$too_old$without_venv" ] || fail "$python of --python does not run as a Python."
    else
        for name in python3 python3.14 python3.13 python3.12 python3.11; do
            for folder in '' /opt/homebrew/bin/ /usr/local/bin/ /Library/Frameworks/Python.framework/Versions/Current/bin/; do
                candidate=$(command -v "$folder$name") || continue
                # On macOS this is a program that asks whether to install Apple's developer tools.
                if [ "$candidate" = /usr/bin/python3 ] && [ "$(uname -s)" = Darwin ]; then
                    continue
                fi
                try_python "$candidate" && return
            done
        done
    fi
    if [ -n "$without_venv" ]; then
        fail "$without_venv cannot make environments: its module venv or ensurepip is missing." \
            "An administrator installs it; on Debian and Ubuntu: sudo apt install python3-venv"
    fi
    fail "Python 3.11 or newer is needed${too_old:+; found was only $too_old}." \
        "An administrator installs it; on Debian and Ubuntu: sudo apt install python3 python3-venv;" \
        "on Fedora: sudo dnf install python3; on macOS: from python.org, or brew install python." \
        "If it is at an unusual place, run: sh install.sh --python FILE"
}

# Takes a Python that is new enough and complete; remembers why another was not taken.
try_python() {
    facts=$("$1" -I -c '
import sys
print(getattr(sys, "_base_executable", "") or sys.executable)
print("old" if sys.version_info < (3, 11) else "new")
try:
    import ensurepip, venv
    print("complete")
except ImportError:
    print("incomplete")
' 2>/dev/null </dev/null) || return 1
    case $facts in
    *'
new
complete')
        python=${facts%%
*}
        ;;
    *'
new
incomplete')
        without_venv=$1
        return 1
        ;;
    *)
        too_old=$1
        return 1
        ;;
    esac
}

# Refuses folders in which other users could exchange the program, or plant links that this would write through.
check_folders() {
    above=$(dirname -- "$base")
    while [ ! -d "$above" ]; do
        above=$(dirname -- "$above")
    done
    for folder in "$above" "$base" "$program"; do
        [ -d "$folder" ] || continue
        [ -z "$(not_own "$folder")" ] || fail "$folder belongs to another user, who could exchange what is in it." \
            "Choose a folder of your own: VOISO_CALL_HOME=FOLDER."
        [ -z "$(writable_by_others "$folder")" ] || fail "Others can write $folder, and exchange what is in it." \
            "Choose another folder with VOISO_CALL_HOME=FOLDER; or, if this one is yours and you know all of its content," \
            "run: chmod go-w $(quoted "$folder")"
    done
}

# Whether a folder, or a link to it, belongs to another user than this one and root.
not_own() {
    find "$1" "$1/." -prune ! -user "$(id -u)" ! -user 0
}

# With the sticky bit, as in /tmp, others cannot exchange files. The user's private group has no other members.
writable_by_others() {
    group=$(id -g)
    [ "$(id -gn)" = "$(id -un)" ] || group=0
    find "$1/." -prune ! -perm -1000 \( -perm -2 -o -perm -20 ! -group "$group" \)
}

# Makes a folder and those above it, and remembers those that were not there.
make_folder() {
    [ ! -d "$1" ] || return 0
    make_folder "$(dirname -- "$1")"
    reason=$(mkdir -- "$1" 2>&1) || [ -d "$1" ] || fail "$reason." "$(advice_for "$(dirname -- "$1")")"
    made="$made$1
"
}

# What to do where a folder cannot be written.
advice_for() {
    case $1 in
    "$HOME"/*) say "If $1 belongs to another user, an administrator corrects that with:" \
        "sudo chown $(id -un) $(quoted "$1")" ;;
    *) say "Ask your administrator, or choose another folder." ;;
    esac
}

note_folders() {
    [ -n "$made" ] || return 0
    printf '%s' "$made" >>"$program/made-folders" || fail "$program cannot be written. Is the disk full?"
    made=''
}

# A link is made at once with its target, the number of this process: no other can see it half made.
lock() {
    while ! ln -s "$$" "$program/lock" 2>/dev/null; do
        other=$(readlink "$program/lock" 2>/dev/null) ||
            fail "$program cannot be written." "$(advice_for "$program")"
        if kill -0 "$other" 2>/dev/null; then
            fail "Another installation is under way, process $other. Wait until it has ended." \
                "If there is none, remove $program/lock."
        fi
        rm -f "$program/lock" # it was killed
    done
    trap 'rm -f "$program/lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

remove_incomplete() {
    for folder in "$program"/*-*/; do
        [ -d "$folder" ] && [ ! -e "${folder}complete" ] || continue
        rm -rf -- "$folder"
    done
}

make_environment() {
    log="$program/install.log"
    rm -f -- "$log"
    "$python" -I -m venv -- "$environment" >"$log" 2>&1 || explain_failure
    # Else pip would install somewhere else.
    unset PIP_TARGET PIP_USER PIP_PREFIX PIP_ROOT
    set -- --find-links "$here"
    [ -z "$wheels" ] || set -- "$@" --no-index --find-links "$wheels"
    "$environment/bin/python" -I -m pip install --require-hashes --only-binary :all: --no-input \
        --disable-pip-version-check --retries 2 "$@" -r "$requirements" >"$log" 2>&1 || explain_failure
    installed=$("$environment/bin/voiso-call" --version 2>"$log") || explain_failure
    [ "$installed" = "$version" ] || fail "Version $installed was installed in place of $version."
    for file in "$environment"/lib/python3*/site-packages/voiso_call-"$version".dist-info/INSTALLER; do
        [ ! -f "$file" ] || printf 'script\n' >"$file" # by this the host knows how it is updated
    done
    : >"$environment/complete"
    rm -f -- "$log"
}

# Ends with the last lines of a program that failed, and what to do. Leaves what was there before.
explain_failure() {
    tail -n 12 -- "$log" >&2
    output=$(cat -- "$log")
    rm -rf -- "$log" "$environment"
    [ -e "$program/current" ] || remove_program
    case $output in
    *'No space left'* | *'Disk quota'*) cause="The disk is full. Free about 150 MB, and run this again." ;;
    *'DO NOT MATCH THE HASHES'*) cause="A downloaded package is not the one that this release was made with. Nothing of it \
was installed. Download the release again; if that does not help, tell your administrator." ;;
    *CERTIFICATE_VERIFY_FAILED* | *SSLError* | *SSLCertVerification*) cause="The connection to the package index cannot be \
trusted. Check the clock; a company's own certificate authority is set with PIP_CERT=FILE. Ask your administrator." ;;
    *'connection'*'broken'* | *NewConnectionError* | *ProxyError* | *'timed out'* | *'Temporary failure'* | *'Max retries'*)
        cause="The package index cannot be reached. Check network, VPN and proxy (HTTPS_PROXY), or ask your administrator; \
sh install.sh --wheels DIR installs from a folder with all packages, without network." ;;
    *'No matching distribution'* | *'no usable wheels'*) cause="A package does not exist for this Python and system, or not in \
the folder of --wheels. Try another Python with --python FILE, or ask your administrator." ;;
    *'Permission denied'* | *'Read-only file system'*) cause="A file cannot be written; the line above names it. Ask your \
administrator." ;;
    *) cause="The lines above say why." ;;
    esac
    fail "Voiso Click-to-Call was not installed, and nothing that was installed before has changed. $cause"
}

# Makes the new environment the one that is used.
activate() {
    previous=$(cat -- "$program/current" 2>/dev/null) || previous=''
    printf '%s\n' "${environment##*/}" >"$program/current.new"
    mv -f -- "$program/current.new" "$program/current"
    [ "$0" -ef "$program/install.sh" ] 2>/dev/null || cp -- "$0" "$program/install.sh"
    run="$environment/bin/voiso-call"
    if [ -e "$command" ] && ! is_ours "$command"; then
        say "$command is another program, and was kept. Start this one with: $run"
        return
    fi
    make_folder "$(dirname -- "$command")"
    note_folders
    ln -s "$run" "$command.$$"
    mv -f -- "$command.$$" "$command"
    run=$command
}

# Removes the environments from before the last one. Where registering failed, a browser may still start one of them.
remove_older() {
    for folder in "$program"/*-*/; do
        folder=${folder%/}
        case ${folder##*/} in
        "${environment##*/}" | "$previous") ;;
        *) rm -rf -- "$folder" ;;
        esac
    done
}

is_ours() {
    case $(readlink "$1" 2>/dev/null) in
    "$program"/*) return 0 ;;
    *) return 1 ;;
    esac
}

register() {
    registered=yes
    said=$("$environment/bin/voiso-call" install ${browser:+--browser "$browser"} 2>&1) || registered=no
    say "$said"
    say ''
    "$environment/bin/voiso-call" doctor || true # what is not set up yet is said below
    say ''
    if [ $registered = no ]; then
        force=''
        case $said in
        *'add --force'*) force=" --force" ;; # another installation is registered
        esac
        fail "The program is installed, but not registered with every browser: the lines above say why. Afterwards" \
            "run: $(quoted "$run") install${browser:+ --browser $browser}$force"
    fi
    case ":$PATH:" in
    *":$(dirname -- "$command"):"*) ;;
    *) say "voiso-call is not on the PATH of this terminal; its full name is $(quoted "$run")" ;;
    esac
}

uninstall() {
    [ -d "$program" ] || fail "Nothing is installed in $base."
    check_folders
    check_removable "$base"
    if is_ours "$command"; then
        check_removable "$(dirname -- "$command")"
    fi
    lock
    current=$(cat -- "$program/current" 2>/dev/null) || current=''
    run="$program/$current/bin/voiso-call"
    if [ -n "$current" ]; then
        "$run" --version >/dev/null 2>&1 ||
            fail "$run does not run any more; perhaps its Python is gone. So nothing was removed: install again," \
                "then uninstall."
        # The second fails where there are no such links, as on macOS.
        "$run" uninstall || fail "The registration with a browser was not removed; the lines above say why."
        "$run" tel-handler uninstall >/dev/null 2>&1 || true
    fi
    if is_ours "$command"; then
        rm -f -- "$command"
    fi
    remove_program
    say "Removed. Settings, API key and history of calls, if there are any, stay; docs/configuration.md names their files."
    say "Remove the extension in the browser."
}

check_removable() {
    [ -w "$1" ] || fail "$1 cannot be written, so nothing was removed. $(advice_for "$1")"
}

# Removes the program, and the folders that were made for it.
remove_program() {
    made=$(cat -- "$program/made-folders" 2>/dev/null) || made=''
    rm -rf -- "$program" || fail "$program cannot be removed; the lines above say why."
    printf '%s\n' "$made" | sort -r | while IFS= read -r folder; do
        [ -z "$folder" ] || rmdir -- "$folder" 2>/dev/null || true # others have put files into it
    done
}

main "$@"
