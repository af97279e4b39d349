# Installs Voiso Click-to-Call for the user who runs this, on Windows; -Uninstall removes it again.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1              beside the files of a release, see SHA256SUMS
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Uninstall   removes what this has made; settings, API key
#                                                                     and history of calls stay
#
# Options: -Python FILE    the Python to use, 3.11 or newer; without it, one is looked for
#          -Wheels DIR     a folder with all packages: nothing is downloaded
#          -Browser NAME   the browser to register with; without it, every one that is found
#
# It does what install.sh does on Linux and macOS: the program gets a Python environment of its own, a new one for each
# installation. The one before is kept until the next, because a browser that is open still uses it. What was
# interrupted is removed by the next run. For Windows PowerShell 5.1 and newer; ASCII only, which 5.1 reads alike
# everywhere.

[CmdletBinding()]
param(
    [switch] $Uninstall,
    [string] $Python = '',
    [string] $Wheels = '',
    [string] $Browser = ''
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# What a user can do something about: it is printed without the place in this script.
class InstallError : System.Exception {
    InstallError([string] $message) : base($message) { }
}

function Stop-Install([string] $Message) {
    throw [InstallError]::new($Message)
}

# Runs a program and returns its exit code and the lines of both its streams. In PowerShell 5.1 a line on the error
# stream would otherwise end the script.
function Invoke-Program([string] $File, [string[]] $Arguments) {
    $ErrorActionPreference = 'Continue'
    $lines = @(& $File @Arguments 2>&1 | ForEach-Object { "$_" })
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Lines = $lines }
}

function Get-BaseFolder {
    if ($env:VOISO_CALL_HOME) {
        if (-not [System.IO.Path]::IsPathRooted($env:VOISO_CALL_HOME)) {
            Stop-Install "VOISO_CALL_HOME must be the full path of a folder; it is $env:VOISO_CALL_HOME."
        }
        return $env:VOISO_CALL_HOME.TrimEnd('\')
    }
    $local = [Environment]::GetFolderPath('LocalApplicationData')
    if (-not $local) {
        Stop-Install 'Windows names no folder for local application data. Ask your administrator.'
    }
    Join-Path $local 'voiso-call'
}

# Returns the requirements file that is beside this script, and its version.
function Get-Release {
    $files = @(Get-ChildItem -LiteralPath $PSScriptRoot -Filter 'voiso-call-*-requirements.txt' -File)
    if ($files.Count -gt 1) {
        Stop-Install "$PSScriptRoot has files of two releases. Remove those of the older one."
    }
    if ($files.Count -eq 0) {
        Stop-Install ("The files of a release are not beside this script: $PSScriptRoot has no " +
            'voiso-call-VERSION-requirements.txt. Download all of them into one folder.')
    }
    $version = $files[0].Name -replace '^voiso-call-(.+)-requirements\.txt$', '$1'
    $wheel = "voiso_call-$version-py3-none-any.whl"
    if (-not (Test-Path -LiteralPath (Join-Path $PSScriptRoot $wheel) -PathType Leaf)) {
        Stop-Install "$wheel is missing in $PSScriptRoot. Download all files of the release."
    }
    [pscustomobject]@{ Version = $version; Requirements = $files[0].FullName }
}

# Returns what a Python says of itself: its own path, "old" or "new", "complete" or "incomplete"; nothing if it does
# not run, like the program of that name that opens the Microsoft Store. No double quotes: 5.1 would lose them.
function Get-PythonFacts([string] $File, [string[]] $Options) {
    $code = @(
        'import sys'
        'print(getattr(sys, chr(95) + ''base_executable'', '''') or sys.executable)'
        'print(''old'' if sys.version_info < (3, 11) else ''new'')'
        'import importlib.util as u'
        'print(''complete'' if u.find_spec(''ensurepip'') and u.find_spec(''venv'') else ''incomplete'')'
    ) -join '; '
    try {
        $said = Invoke-Program $File ($Options + @('-I', '-X', 'utf8', '-c', $code))
    }
    catch {
        return
    }
    if ($said.ExitCode -eq 0 -and $said.Lines.Count -eq 3) {
        [pscustomobject]@{ Path = $said.Lines[0]; Age = $said.Lines[1]; Parts = $said.Lines[2] }
    }
}

# Returns the absolute path of a Python that can make environments.
function Find-Python {
    $problem = ''
    if ($Python) {
        $candidates = @(, @($Python))
    }
    else {
        $candidates = @(@('py', '-3'), @('python'), @('python3'))
    }
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate[0] -CommandType Application -ErrorAction SilentlyContinue)) {
            continue
        }
        $facts = Get-PythonFacts $candidate[0] @($candidate | Select-Object -Skip 1)
        if (-not $facts) {
            continue
        }
        if ($facts.Path -like '*\WindowsApps\*') {
            # Windows would put what it writes elsewhere, where no browser finds it.
            $problem = "$($facts.Path) is from the Microsoft Store, which keeps its files apart."
        }
        elseif ($facts.Age -ne 'new') {
            $problem = "$($facts.Path) is older than 3.11."
        }
        elseif ($facts.Parts -ne 'complete') {
            $problem = "$($facts.Path) cannot make environments: its module venv or ensurepip is missing."
        }
        else {
            return $facts.Path
        }
    }
    if ($Python -and -not $problem) {
        Stop-Install "$Python of -Python does not run as a Python."
    }
    Stop-Install (("$problem Python 3.11 or newer is needed. Install it from python.org (no administrator is needed " +
            'with "Install for me only"), or name one with -Python FILE.').Trim())
}

function Write-Utf8([string] $File, [string] $Text) {
    [System.IO.File]::WriteAllText($File, $Text, [System.Text.UTF8Encoding]::new($false))
}

function Get-Current([string] $Program) {
    $file = Join-Path $Program 'current'
    if (Test-Path -LiteralPath $file -PathType Leaf) {
        return [System.IO.File]::ReadAllText($file).Trim()
    }
    ''
}

function Get-Environments([string] $Program) {
    @(Get-ChildItem -LiteralPath $Program -Directory | Where-Object { $_.Name -match '-\d+$' })
}

# Deletes a folder; returns whether it is gone. A program in it that runs keeps it.
function Remove-Folder([string] $Folder) {
    Remove-Item -LiteralPath $Folder -Recurse -Force -ErrorAction SilentlyContinue
    -not (Test-Path -LiteralPath $Folder)
}

# Ends with the last lines of a program that failed, and what to do.
function Stop-WithCause([string[]] $Lines) {
    $Lines | Select-Object -Last 12 | ForEach-Object { Write-Host $_ }
    $all = $Lines -join "`n"
    $cause = switch -Regex ($all) {
        'No space left|not enough space' { 'The disk is full. Free about 150 MB, and run this again.'; break }
        'DO NOT MATCH THE HASHES' {
            'A downloaded package is not the one that this release was made with. Nothing of it was installed. ' +
            'Download the release again; if that does not help, tell your administrator.'; break
        }
        'CERTIFICATE_VERIFY_FAILED|SSLError' {
            'The connection to the package index cannot be trusted. Check the clock; a certificate authority of a ' +
            'company is set with PIP_CERT=FILE. Ask your administrator.'; break
        }
        'connection.*broken|NewConnectionError|ProxyError|timed out|getaddrinfo failed|Max retries' {
            'The package index cannot be reached. Check network, VPN and proxy (HTTPS_PROXY), or ask your ' +
            'administrator; -Wheels DIR installs from a folder with all packages, without network.'; break
        }
        'No matching distribution|no usable wheels' {
            'A package does not exist for this Python and system, or not in the folder of -Wheels. Use a 64-bit ' +
            'Python (-Python FILE), or ask your administrator.'; break
        }
        'Permission denied|Access is denied|WinError 5' {
            'A file cannot be written; the lines above name it. A virus scanner may hold it: run this again, or ask ' +
            'your administrator.'; break
        }
        default { 'The lines above say why.' }
    }
    Stop-Install ("Voiso Click-to-Call was not installed, and nothing that was installed before has changed. $cause")
}

function Install-Program([string] $Program) {
    $release = Get-Release
    $interpreter = Find-Python
    New-Item -ItemType Directory -Force -Path $Program | Out-Null
    foreach ($folder in Get-Environments $Program) {
        if (-not (Test-Path -LiteralPath (Join-Path $folder.FullName 'complete'))) {
            Remove-Folder $folder.FullName | Out-Null
        }
    }
    $number = 1
    while (Test-Path -LiteralPath (Join-Path $Program "$($release.Version)-$number")) {
        $number++
    }
    $name = "$($release.Version)-$number"
    $environment = Join-Path $Program $name
    Write-Host "Installing Voiso Click-to-Call $($release.Version) into $environment"
    $made = Invoke-Program $interpreter @('-I', '-m', 'venv', $environment)
    if ($made.ExitCode -ne 0) {
        Remove-Folder $environment | Out-Null
        Stop-WithCause $made.Lines
    }
    $scripts = Join-Path $environment 'Scripts'
    $sources = @('--find-links', $PSScriptRoot)
    if ($Wheels) {
        $sources += @('--no-index', '--find-links', (Resolve-Path -LiteralPath $Wheels).ProviderPath)
    }
    foreach ($variable in 'PIP_TARGET', 'PIP_USER', 'PIP_PREFIX', 'PIP_ROOT') {
        # Else pip would install somewhere else.
        Remove-Item -LiteralPath "Env:$variable" -ErrorAction SilentlyContinue
    }
    $installed = Invoke-Program (Join-Path $scripts 'python.exe') (
        @('-I', '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '--no-input') +
        @('--disable-pip-version-check', '--retries', '2') + $sources + @('-r', $release.Requirements))
    if ($installed.ExitCode -ne 0) {
        Remove-Folder $environment | Out-Null
        Stop-WithCause $installed.Lines
    }
    $command = Join-Path $scripts 'voiso-call.exe'
    $said = Invoke-Program $command @('--version')
    if ($said.ExitCode -ne 0 -or ($said.Lines -join '') -ne $release.Version) {
        Stop-WithCause (@("$command does not run as version $($release.Version):") + $said.Lines)
    }
    # By this the host knows how it is updated.
    Write-Utf8 (Join-Path $environment "Lib\site-packages\voiso_call-$($release.Version).dist-info\INSTALLER") "script`n"
    Write-Utf8 (Join-Path $environment 'complete') ''

    $previous = Get-Current $Program
    Write-Utf8 (Join-Path $Program 'current') $name
    $copy = Join-Path $Program 'install.ps1'
    if ($PSCommandPath -ne $copy) {
        Copy-Item -LiteralPath $PSCommandPath -Destination $copy -Force
    }

    Write-Host ''
    $options = @('install')
    if ($Browser) {
        $options += @('--browser', $Browser)
    }
    $registered = Invoke-Program $command $options
    $registered.Lines | ForEach-Object { Write-Host $_ }
    Write-Host ''
    (Invoke-Program $command @('doctor')).Lines | ForEach-Object { Write-Host $_ }
    Write-Host ''
    if ($registered.ExitCode -ne 0) {
        Stop-Install ('The program is installed, but not registered with every browser: the lines above say why. ' +
            "Afterwards run: & '$($command.Replace("'", "''"))' install")
    }
    foreach ($folder in Get-Environments $Program) {
        if ($folder.Name -ne $name -and $folder.Name -ne $previous) {
            Remove-Folder $folder.FullName | Out-Null # one that still runs is removed by the next installation
        }
    }
    Write-Host "The command is & '$($command.Replace("'", "''"))'"
    Write-Host 'Installed. Load the extension, and restart the browser: its settings page leads through the setup.'
    Write-Host "To remove it: powershell -ExecutionPolicy Bypass -File `"$copy`" -Uninstall"
}

function Uninstall-Program([string] $Base, [string] $Program) {
    if (-not (Test-Path -LiteralPath $Program -PathType Container)) {
        Stop-Install "Nothing is installed in $Base."
    }
    $current = Get-Current $Program
    if ($current) {
        $command = Join-Path $Program "$current\Scripts\voiso-call.exe"
        $works = $false
        if (Test-Path -LiteralPath $command -PathType Leaf) {
            $works = (Invoke-Program $command @('--version')).ExitCode -eq 0
        }
        if (-not $works) {
            Stop-Install ("$command does not run any more; perhaps its Python is gone. So nothing was removed: " +
                'install again, then uninstall.')
        }
        $removed = Invoke-Program $command @('uninstall')
        $removed.Lines | ForEach-Object { Write-Host $_ }
        if ($removed.ExitCode -ne 0) {
            Stop-Install 'The registration with a browser was not removed; the lines above say why.'
        }
    }
    Set-Location -LiteralPath ([System.IO.Path]::GetTempPath()) # Windows deletes no folder that is in use
    if (-not (Remove-Folder $Program)) {
        Stop-Install ("$Program could not be removed completely, because the program still runs. " +
            'Close all browsers, and run this again from where it was downloaded.')
    }
    if (@(Get-ChildItem -LiteralPath $Base -Force).Count -eq 0) {
        Remove-Folder $Base | Out-Null
    }
    Write-Host 'Removed. Settings, API key and history of calls, if there are any, stay.'
    Write-Host 'Remove the extension in the browser.'
}

function Invoke-Main {
    if ([Environment]::OSVersion.Platform -ne 'Win32NT') {
        Stop-Install 'This installs on Windows. On Linux and macOS, run install.sh.'
    }
    if ($Wheels -and -not (Test-Path -LiteralPath $Wheels -PathType Container)) {
        Stop-Install "The folder $Wheels of -Wheels does not exist."
    }
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false) # in which the programs write
    }
    catch [System.IO.IOException] {
        Write-Verbose 'There is no console, so nothing is decoded for it.'
    }
    $base = Get-BaseFolder
    $program = Join-Path $base 'program'
    $isCopy = (Split-Path -Leaf $PSScriptRoot) -eq 'program' -and
        (Test-Path -LiteralPath (Join-Path $PSScriptRoot 'current') -PathType Leaf)
    if ($Uninstall -and $isCopy) {
        $program = $PSScriptRoot # this is the copy that an installation has left, in whatever folder
        $base = Split-Path -Parent $program
        $env:VOISO_CALL_HOME = $base
    }
    # Windows releases it when this process ends, in whatever way.
    $mutex = [System.Threading.Mutex]::new($false, 'Local\voiso-call-install')
    try {
        $free = $mutex.WaitOne(0)
    }
    catch [System.Threading.AbandonedMutexException] {
        $free = $true # the other was killed
    }
    if (-not $free) {
        Stop-Install 'Another installation is under way. Wait until it has ended.'
    }
    if ($Uninstall) {
        Uninstall-Program $base $program
    }
    else {
        Install-Program $program
    }
}

try {
    Invoke-Main
}
catch [InstallError] {
    Write-Host ''
    Write-Host $_.Exception.Message -ForegroundColor Red
    exit 1
}
