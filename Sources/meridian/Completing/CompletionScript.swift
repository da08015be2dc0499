/// Completion scripts as they are printed.
enum CompletionScript {
  /// The script for bash, made to take references whole.
  ///
  /// Bash breaks words at colons and equals signs, so that `FILE:stage` would be three of them: they are joined again before
  /// the script sees them, and what stands before the last break is taken off its answers, as bash replaces only what comes
  /// behind.
  static func completed(_ script: String) -> String {
    guard script.hasPrefix("#!/bin/bash") else { return script }
    return script.replacing(
      "complete -o filenames -F _meridian meridian", with: wholeWords)
  }

  private static let wholeWords = #"""
    _meridian_whole_words() {
        local -a whole=()
        local -i whole_index=0 position
        local rest="${COMP_LINE}" before='' gap word
        for position in "${!COMP_WORDS[@]}"; do
            word="${COMP_WORDS[position]}"
            gap="${rest%%[^[:space:]]*}"
            rest="${rest#"${gap}"}"
            rest="${rest#"${word}"}"
            if [[ ${#whole[@]} -gt 0 && -z "${gap}" && ( "${word}" == [:=]* || "${before}" == *[:=] ) ]]; then
                whole[${#whole[@]} - 1]+="${word}"
            else
                whole+=("${word}")
            fi
            before="${word}"
            [[ "${position}" -eq "${COMP_CWORD}" ]] && whole_index=$((${#whole[@]} - 1))
        done
        local -a COMP_WORDS=("${whole[@]}")
        local -i COMP_CWORD="${whole_index}"
        local current="${COMP_WORDS[COMP_CWORD]}"
        _meridian "${1}" "${current}" "${COMP_WORDS[COMP_CWORD > 0 ? COMP_CWORD - 1 : 0]}"
        # References and settings are no file names, and more is to come behind these characters.
        [[ "${COMPREPLY[*]}" == *[:=]* || "${COMPREPLY[*]}" == */ ]] && compopt +o filenames
        [[ "${COMPREPLY[*]}" == *[:=/] ]] && compopt -o nospace
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*[:=]}"}"}")
    }
    complete -o filenames -F _meridian_whole_words meridian
    """#
}
