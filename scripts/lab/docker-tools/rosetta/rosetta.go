// Package rosetta stands in for github.com/tonistiigi/go-rosetta, which docker's client asks about macOS only and which not
// every module proxy serves. The lab runs on Linux.
package rosetta

func Enabled() bool { return false }

func NativeArch() string { return "" }

func Available() bool { return false }
